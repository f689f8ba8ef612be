namespace Daybreak.Machine.Kernel;

/// <summary>Disks, from sysfs.</summary>
public static class BlockDevice
{
    // device-mapper on md on partitions on disks has depth four. The limit ends loops.
    private const int DepthLimit = 8;

    /// <summary>The disks that contain the file system of "/", found through partitions, device-mapper and md. Kernel names such as sda.</summary>
    /// <remarks>proc(5): /proc/PID/mountinfo, fields 3 (major:minor), 5 (mount point) and, after " - ", 2 (the source, which is used for btrfs because its number is not a device's).</remarks>
    public static List<string> RootDisks(MachineView machine)
    {
        var disks = new List<string>();
        foreach (string line in (machine.ReadText("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 10 || fields[4] != "/") continue;
            // The last mount on "/" hides the others.
            disks.Clear();
            int source = Array.IndexOf(fields, "-") + 2;
            string path = machine.Resolve($"/sys/dev/block/{fields[2]}");
            if (machine.Entry(path) is null && source > 1 && source < fields.Length && fields[source].StartsWith("/dev/", StringComparison.Ordinal))
                path = machine.Resolve("/sys/class/block/" + Name(machine.Resolve(fields[source])));
            AddDisks(machine, path, disks, DepthLimit);
        }
        return disks;
    }

    /// <summary>The first line of a sysfs file, trimmed; empty if there is no such file.</summary>
    public static string Value(MachineView machine, string path) =>
        machine.Entry(path) is { Kind: Files.FileKind.File } ? (machine.ReadText(path) ?? "").Trim() : "";

    private static void AddDisks(MachineView machine, string path, List<string> disks, int depth)
    {
        if (depth == 0 || machine.Entry(path) is null) return;
        var holders = machine.List(path + "/slaves");
        foreach (string below in holders) AddDisks(machine, machine.Resolve($"{path}/slaves/{below}"), disks, depth - 1);
        if (holders.Count > 0) return;
        bool isPartition = machine.Entry(path + "/partition") is not null;
        disks.Add(Name(isPartition ? path[..path.LastIndexOf('/')] : path));
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
