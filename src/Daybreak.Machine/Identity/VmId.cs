using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Machine.Identity;

/// <summary>
/// The VM's identity: the SMBIOS system UUID, which IMDS calls vmId. A captured image has the same disk but another VM id.
/// </summary>
/// <remarks>
/// SMBIOS before 2.6 (generation 1 VMs) and kernels before 4.15 show the first three groups in the other byte order or in upper
/// case. Ids that differ only in this way are equal.
/// </remarks>
public sealed class VmId : IEquatable<VmId>
{
    /// <summary>The file with the UUID.</summary>
    public const string DmiPath = "/sys/class/dmi/id/product_uuid";
    private readonly Guid asShown;

    private VmId(Guid asShown) => this.asShown = asShown;

    /// <summary>The id with its first three groups in the other byte order, as IMDS shows it on a generation 1 VM.</summary>
    public string Swapped => Swap(asShown).ToString("D");

    /// <summary>The machine's own id, from DMI below the root; null if it is missing, unreadable, all zeros or all ones.</summary>
    public static VmId? OfMachine(RootDirectory root)
    {
        try
        {
            return root.Read(DmiPath) is { } content && TryParse(System.Text.Encoding.ASCII.GetString(content), out var id) ? id : null;
        }
        catch (FileFailure)
        {
            return null;
        }
    }

    /// <summary>Parses a UUID of 8-4-4-4-12 hexadecimal digits. Rejects the all-zero and all-one ids of unset firmware.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VmId? id)
    {
        // .NET also accepts "0x" and "+" within a group.
        string plain = text?.Trim() ?? "";
        bool isPlain = plain.All(character => char.IsAsciiHexDigit(character) || character == '-');
        id = isPlain && Guid.TryParseExact(plain, "D", out var guid) && guid != Guid.Empty && guid != Guid.AllBitsSet ? new VmId(guid) : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public bool Equals(VmId? other) => other is not null && (asShown == other.asShown || asShown == Swap(other.asShown));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VmId);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // From the bytes that are equal in both orders.
        Span<byte> bytes = stackalloc byte[16];
        asShown.TryWriteBytes(bytes);
        return BitConverter.ToInt32(bytes[12..]);
    }

    /// <summary>Lower case, in the order of the machine.</summary>
    public override string ToString() => asShown.ToString("D");

    private static Guid Swap(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return new Guid(bytes, bigEndian: true);
    }
}
