namespace Daybreak.Machine.Network;

/// <summary>A network interface, from sysfs: /sys/class/net/NAME.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="Index">The index.</param>
/// <param name="MacAddress">Twelve hexadecimal digits, lower case, without separators; empty if it has none.</param>
/// <param name="Driver">The driver of its device, such as hv_netvsc, mlx5_core or mana; null if it has no device.</param>
/// <param name="IsUp">IFF_UP: the interface is up.</param>
/// <param name="IsSlave">Whether it belongs to another interface. The virtual function of accelerated networking belongs to the hv_netvsc interface with its MAC address.</param>
public sealed record NetworkInterface(string Name, int Index, string MacAddress, string? Driver, bool IsUp, bool IsSlave)
{
    /// <summary>The driver of Hyper-V's synthetic interface, the only kind that must be configured in Azure.</summary>
    public const string NetVsc = "hv_netvsc";

    private const string ClassDirectory = "/sys/class/net";

    // net/if.h.
    private const uint FlagUp = 0x1, FlagLoopback = 0x8, FlagSlave = 0x800;

    /// <summary>All interfaces except loopback, sorted by name. The order has no meaning.</summary>
    public static List<NetworkInterface> OfMachine(MachineView machine)
    {
        var all = new List<NetworkInterface>();
        foreach (string name in machine.List(ClassDirectory))
        {
            string directory = $"{ClassDirectory}/{name}";
            if (machine.ReadText($"{directory}/ifindex") is not { } index || !int.TryParse(index.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) continue;
            uint flags = Flags(machine.ReadText($"{directory}/flags"));
            if ((flags & FlagLoopback) != 0 || name == "lo") continue;
            string mac = (machine.ReadText($"{directory}/address") ?? "").Trim().Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
            string? driver = machine.ReadLink($"{directory}/device/driver") is { } target ? target[(target.LastIndexOf('/') + 1)..] : null;
            bool isSlave = (flags & FlagSlave) != 0 || machine.Entry($"{directory}/master") is not null;
            all.Add(new NetworkInterface(name, number, mac, driver, (flags & FlagUp) != 0, isSlave));
        }
        return all;
    }

    private static uint Flags(string? text) =>
        text?.Trim() is { Length: > 2 } shown && shown.StartsWith("0x", StringComparison.Ordinal) && uint.TryParse(shown.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint flags) ? flags : 0;
}
