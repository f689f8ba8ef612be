using System.Globalization;

namespace Daybreak.Core;

/// <summary>IPv4 addresses as numbers in the order in which they are written: 10.0.0.4 is 0x0a000004.</summary>
public static class Ipv4
{
    /// <summary>The WireServer: the same virtual address in every region and network of Azure.</summary>
    public const uint WireServer = 0xa83f8110;

    /// <summary>The instance metadata service.</summary>
    public const uint Imds = 0xa9fea9fe;

    /// <summary>Four decimal numbers with dots between them; null for anything else.</summary>
    public static uint? Parse(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 4) return null;
        uint address = 0;
        foreach (string part in parts)
        {
            if (part.Length > 3 || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte value)) return null;
            address = (address << 8) | value;
        }
        return address;
    }

    /// <summary>As it is written.</summary>
    public static string Text(uint address) => string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");

    /// <summary>The bits of a network of this prefix length: 24 is 255.255.255.0.</summary>
    public static uint Mask(int prefix) => prefix <= 0 ? 0 : uint.MaxValue << (32 - prefix);
}
