namespace Daybreak.Machine.Network.Dhcp;

/// <summary>The kernel's network interfaces, from sysfs.</summary>
internal static class NetworkInterfaces
{
    private const string ClassDirectory = "/sys/class/net";

    /// <summary>The name of the interface with an index (sysfs: class/net/NAME/ifindex); null if there is none.</summary>
    private static string? WithIndex(string index, MachineView machine)
    {
        foreach (string name in machine.List(ClassDirectory))
            if (machine.ReadText($"{ClassDirectory}/{name}/ifindex")?.Trim() == index) return name;
        return null;
    }

    /// <summary>The files of a directory that are named by the index of an interface, with the names of the interfaces.</summary>
    public static IEnumerable<(string Interface, string Path)> FilesByIndex(string directory, MachineView machine)
    {
        // Daemons write to temporary files there, whose names are not numbers.
        foreach (string index in machine.List(directory))
            if (int.TryParse(index, out _) && WithIndex(index, machine) is { } name) yield return (name, $"{directory}/{index}");
    }
}
