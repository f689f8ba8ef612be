using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>Where the temporary disk is to be mounted.</summary>
/// <remarks>
/// The mount is the kernel's, in every init system: whoever brings the machine down unmounts it, and systemd makes a mount unit of each mount that it sees. Its unit file, which says what it is and
/// mounts the disk again after <c>systemctl stop</c>, lives below /run, as the knowledge of which disk it is does. An fstab line would outlive the disk, and go with a captured image into
/// machines that have none.
/// </remarks>
internal static class MountPlace
{
    private const string Units = "/run/systemd/system";
    private static readonly string[] Links = ["/dev/disk/azure/resource", "/dev/disk/cloud/azure_resource"];
    private static readonly string[] UnitDirectories = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system", "/usr/local/lib/systemd/system"];

    /// <summary>Why it cannot be used; null when it can.</summary>
    public static string? WhyNot(string mountPoint, IReadOnlyList<TemporaryDisk> disks, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        foreach (var mount in mounts)
            if (mount.MountPoint == mountPoint) return $"{mount.Source} is mounted on {mountPoint}";
        foreach (string line in (machine.ReadText("/etc/fstab") ?? "").Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] == '#') continue;
            if (words[1].TrimEnd('/') == mountPoint) return $"/etc/fstab has something else for {mountPoint}";
            if (Names(words[0], disks)) return $"/etc/fstab mounts {words[0]} itself";
        }
        foreach (string directory in UnitDirectories)
            if (machine.Entry($"{directory}/{UnitName(mountPoint)}") is not null) return $"{directory}/{UnitName(mountPoint)} is for {mountPoint}";
        return machine.Entry(mountPoint) switch
        {
            null => null,
            { Kind: FileKind.Directory } => machine.List(mountPoint) is [var first, ..] ? $"{mountPoint} has files in it, {first} for one, which would be hidden" : null,
            _ => $"{mountPoint} is not a directory",
        };
    }

    /// <summary>What mounts it.</summary>
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
        foreach (var disk in disks)
        {
            if (source == disk.Device) return true;
            foreach (string part in disk.Parts)
                if (source == $"/dev/{part}") return true;
        }
        return false;
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
