namespace Daybreak.Machine.Network.Dhcp;

/// <summary>The kernel's network interfaces, from sysfs.</summary>
internal static class NetworkInterfaces
{
    private const string ClassDirectory = "/sys/class/net";

    /// <summary>The name of the interface with an index (sysfs: class/net/NAME/ifindex); null if there is none.</summary>
    public static string? WithIndex(string index, MachineView machine)
    {
        foreach (string name in machine.List(ClassDirectory))
            if (machine.ReadText($"{ClassDirectory}/{name}/ifindex")?.Trim() == index) return name;
        return null;
    }
}
