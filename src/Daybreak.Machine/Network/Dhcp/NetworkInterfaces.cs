namespace Daybreak.Machine.Network.Dhcp;

/// <summary>The kernel's network interfaces, as sysfs shows them.</summary>
internal static class NetworkInterfaces
{
    private const string ClassDirectory = "/sys/class/net";

    /// <summary>The name of the interface with an index (sysfs: class/net/NAME/ifindex); null when it is gone.</summary>
    public static string? WithIndex(string index, MachineView machine)
    {
        foreach (string name in machine.List(ClassDirectory))
            if (machine.ReadText($"{ClassDirectory}/{name}/ifindex")?.Trim() == index) return name;
        return null;
    }
}
