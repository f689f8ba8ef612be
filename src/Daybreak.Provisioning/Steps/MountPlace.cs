using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>The mount point of the temporary disk.</summary>
/// <remarks>
/// The disk is mounted with mount(2) in every init system. For systemd there is also a unit file in /run. A line in /etc/fstab would outlive
/// the disk, and would be in captured images.
/// </remarks>
internal static class MountPlace
{
    private const string Units = "/run/systemd/system";
    private static readonly string[] Links = ["/dev/disk/azure/resource", "/dev/disk/cloud/azure_resource"];
    private static readonly string[] UnitDirectories = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system", "/usr/local/lib/systemd/system"];

    /// <summary>Why it cannot be used; null if it can.</summary>
    public static string? Obstacle(string mountPoint, IReadOnlyList<TemporaryDisk> disks, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        foreach (var mount in mounts)
            if (mount.MountPoint == mountPoint) return $"{mount.Source} is mounted on {mountPoint}";
        foreach (string line in (machine.ReadText("/etc/fstab") ?? "").Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] == '#') continue;
            if (words[1].TrimEnd('/') == mountPoint) return $"/etc/fstab has another file system for {mountPoint}";
            if (Names(words[0], disks)) return $"/etc/fstab mounts {words[0]}";
        }
        foreach (string directory in UnitDirectories)
            if (machine.Entry($"{directory}/{UnitName(mountPoint)}") is not null) return $"{directory}/{UnitName(mountPoint)} is for {mountPoint}";
        return machine.Entry(mountPoint) switch
        {
            null => null,
            { Kind: FileKind.Directory } => machine.List(mountPoint) is [var first, ..] ? $"it would hide the files in {mountPoint}, such as {first}" : null,
            _ => $"{mountPoint} is not a directory",
        };
    }

    /// <summary>The changes that mount it.</summary>
    public static IEnumerable<Change> Mount(IReadOnlyList<string> devices, string mountPoint, string fileSystem, MachineView machine)
    {
        foreach (var change in EnsureDirectory.WithParents(machine, mountPoint)) yield return change;
        if (machine.Entry(Units) is not null)
        {
            string unit = $"{Units}/{UnitName(mountPoint)}", text = Unit(devices, mountPoint, fileSystem);
            if (machine.ReadText(unit) != text) yield return Change.Write(unit, text, Permissions.WorldReadable, $"{unit} describes the mount");
        }
        yield return new MountDisk(devices, mountPoint, fileSystem, $"{string.Join(" and ", devices)} mounted on {mountPoint}");
    }

    private static bool Names(string source, IReadOnlyList<TemporaryDisk> disks)
    {
        foreach (string link in Links)
            if (source == link || source.StartsWith(link + "-part", StringComparison.Ordinal)) return true;
        return disks.Any(disk => source == disk.Device || disk.Parts.Any(part => source == $"/dev/{part}"));
    }

    // systemd.unit(5), "String escaping for inclusion in unit names", for a path.
    private static string UnitName(string mountPoint)
    {
        var name = new StringBuilder();
        foreach (char letter in mountPoint.TrimStart('/'))
        {
            if (letter == '/') name.Append('-');
            else if (char.IsAsciiLetterOrDigit(letter) || letter is ':' or '_' || (letter == '.' && name.Length > 0)) name.Append(letter);
            else name.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
        }
        return $"{name}.mount";
    }

    private static string Unit(IReadOnlyList<string> devices, string mountPoint, string fileSystem)
    {
        string options = devices.Count > 1 ? $"nofail,device={string.Join(",device=", devices)}" : "nofail";
        return $"""
            # Written by Daybreak at this boot, for this boot.
            [Unit]
            Description=Temporary disk of the platform
            Documentation=https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview

            [Mount]
            What={devices[0]}
            Where={mountPoint}
            Type={fileSystem}
            Options={options}

            """;
    }
}
