using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>Formats the platform's temporary disk if it provably holds no data, and mounts it. Otherwise it is left alone, with a warning.</summary>
/// <remarks>The system disk has no record of it, because the platform may replace the temporary disk whenever the VM stops.</remarks>
/// <param name="settings">[TemporaryDisk].</param>
public sealed class PrepareTemporaryDisk(TemporaryDiskSettings settings) : IBootStep
{
    private const string Mdadm = "mdadm";
    private const string Warning = "DATALOSS_WARNING_README.txt";
    private const string WarningText = """
        WARNING: THIS IS A TEMPORARY DISK.

        Any data stored on this drive is SUBJECT TO LOSS and THERE IS NO WAY TO RECOVER IT.

        The platform puts an empty disk in its place when the virtual machine is stopped, resized or moved to other hardware.
        Please do not use this disk for storing any personal or application data.

        https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview#temporary-disk

        """;

    /// <inheritdoc/>
    public string Name => "temporary-disk";

    /// <inheritdoc/>
    public bool NeedsLock => true;

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine)
    {
        // The disks of this machine do not belong to another root directory.
        if (!machine.IsRunning || settings.Policy == TemporaryDiskPolicy.Off) return StepPlan.Empty;
        var warnings = new List<string>();
        var mounts = MountTable.Read(machine);
        int number = 0;
        // All disks are formatted at the same time. The plan ends after an array that is assembled.
        List<Change> before = [], formats = [], after = [], assemblies = [];
        foreach (var volume in Volumes(machine))
        {
            string mountPoint = ++number == 1 ? settings.MountPoint : settings.MountPoint + number.ToString(CultureInfo.InvariantCulture);
            List<Change> changes = [];
            try
            {
                var plan = Prepare(volume, mountPoint, mounts, machine);
                warnings.AddRange(plan.Warnings);
                changes.AddRange(plan.Changes);
            }
            catch (FileFailure failure)
            {
                warnings.Add(failure.Message);
            }
            int format = changes.FindIndex(change => change is FormatDisks);
            for (int i = 0; i < changes.Count; i++)
            {
                var to = i < format ? before : i == format ? formats : changes[i] is AssembleArray ? assemblies : after;
                to.Add(changes[i] with { Part = mountPoint });
            }
        }
        return new StepPlan([.. before, .. formats, .. after, .. assemblies], warnings);
    }

    // The disks of each file system.
    private List<List<TemporaryDisk>> Volumes(MachineView machine)
    {
        var volumes = new List<List<TemporaryDisk>>();
        List<TemporaryDisk>? combined = null;
        foreach (var disk in TemporaryDisks.Find(machine))
        {
            bool joins = settings.Combine != DiskCombination.None && disk.Name[0] == 'n';
            if (joins && combined is not null)
            {
                combined.Add(disk);
                continue;
            }
            List<TemporaryDisk> volume = [disk];
            if (joins) combined = volume;
            volumes.Add(volume);
        }
        return volumes;
    }

    private StepPlan Prepare(List<TemporaryDisk> disks, string mountPoint, IReadOnlyList<MountEntry> mounts, MachineView machine)
    {
        if (disks.Count > 1 && StandaloneDisk.Among(disks, mountPoint, mounts, machine) is { } alone)
        {
            var plan = Prepare([alone], mountPoint, mounts, machine);
            if (plan.Warnings.Count > 0 || StandaloneDisk.WarningAboutOthers(alone, disks, mounts, machine) is not { } warning) return plan;
            return plan with { Warnings = [warning] };
        }
        string? used = null;
        MdArray? array = null;
        foreach (var disk in disks)
        {
            var use = DiskUse.Of(disk, mounts, machine);
            // A disk that is mounted, at any place, is in use as it should be.
            if (use.Mount is { } mount)
                return mount.MountPoint != mountPoint || machine.Entry($"{mountPoint}/{Warning}") is not null ? StepPlan.Empty : StepPlan.Of(WarningFile(mountPoint));
            if (disks.Count > 1 && use.Array is { } member && (array is null || array.Name == member.Name)) array = member;
            else if (use.Other is { } other) used ??= $"{disk.Device} is left alone: it is {other}";
        }
        if (used is not null) return StepPlan.Warn(used);
        var content = Examine(disks, array, machine);
        if (content.Obstacle is { } obstacle) return StepPlan.Warn(obstacle);
        var devices = disks.ConvertAll(disk => disk.Device);
        string all = string.Join(" and ", devices);
        if (MountPlace.Obstacle(mountPoint, disks, mounts, machine) is { } taken) return StepPlan.Warn($"{all} cannot be mounted: {taken}");

        if (content.Formatted is not { } formatted) return Format(disks, array, content.Abandoned, mountPoint, machine);
        if (formatted.Members == 0) return StepPlan.Of(Mount(devices, mountPoint, formatted.FileSystem, machine));
        if (array is { IsActive: true }) return StepPlan.Of(Mount([array.Device], mountPoint, formatted.FileSystem, machine));
        return FindProgram.Named(machine, Mdadm) is { } mdadm
            ? StepPlan.Of(new AssembleArray(devices, mdadm, $"{all} assembled"))
            : StepPlan.Warn($"{all} cannot be assembled: {Mdadm} is not in this image");
    }

    // One file system on all of them.
    private StepPlan Format(List<TemporaryDisk> disks, MdArray? incomplete, string? abandoned, string mountPoint, MachineView machine)
    {
        var devices = disks.ConvertAll(disk => disk.Device);
        string all = string.Join(" and ", devices);
        StepPlan Impossible(string why) => StepPlan.Warn($"{all} cannot be formatted: {why}");

        string fileSystem = disks.Count > 1 && settings.Combine == DiskCombination.Btrfs ? "btrfs" : settings.FileSystem;
        if (FindProgram.Named(machine, $"mkfs.{fileSystem}") is not { } program) return Impossible($"mkfs.{fileSystem} is not in this image");
        bool becomesArray = disks.Count > 1 && fileSystem != "btrfs";
        string? mdadm = FindProgram.Named(machine, Mdadm), device = null;
        if ((becomesArray || incomplete is not null) && mdadm is null) return Impossible($"{Mdadm} is not in this image");
        if (becomesArray)
        {
            // With different sizes, the end of the array would not be the end of each disk, where the markers are.
            if (disks.Find(disk => Size(disk, machine) != Size(disks[0], machine)) is { } other)
                return Impossible($"{other.Device} and {disks[0].Device} have different sizes, which md cannot combine: use Combine=btrfs");
            device = MdArray.FreeDevice(machine);
            if (device is null) return Impossible("there are too many md arrays");
        }
        List<Change> changes = incomplete is null
            ? []
            : [new RunProgram([mdadm!, "--stop", incomplete.Device], DiskLimits.Array, $"incomplete array {incomplete.Name} stopped")];
        changes.Add(new FormatDisks(devices, fileSystem, program, settings.Policy == TemporaryDiskPolicy.Always, $"temporary disk {all} formatted as {fileSystem}")
        {
            Abandoned = abandoned,
            Array = device,
            Mdadm = mdadm,
        });
        return StepPlan.Of([.. changes, .. Mount(device is null ? devices : [device], mountPoint, fileSystem, machine)]);
    }

    // The content of the disks is not visible before the mount, so the warning is always written.
    private static IEnumerable<Change> Mount(List<string> devices, string mountPoint, string fileSystem, MachineView machine) =>
        [.. MountPlace.Mount(devices, mountPoint, fileSystem, machine), WarningFile(mountPoint)];

    private Content Examine(List<TemporaryDisk> disks, MdArray? array, MachineView machine)
    {
        string startOver = StandaloneDisk.HowToErase(disks);
        DiskContent.Formatted? formatted = null;
        string? abandoned = null;
        int complete = 0;
        bool isInterrupted = true;
        foreach (var disk in disks)
        {
            bool isMember = array?.Members.Contains(disk.Name) == true;
            switch (machine.LookAtDisk(disk.Device, evenInUse: isMember))
            {
                case null:
                    return LeaveAlone(disk, "it is in use");
                case not (DiskContent.Formatted { Members: > 0 } or DiskContent.Incomplete { IsMember: true }) when isMember:
                    return LeaveAlone(disk, $"it is a member of {array!.Name}");
                case DiskContent.Formatted found:
                    if (formatted is not null && formatted != found)
                        return LeaveAlone(disk, $"it was not formatted together with the disks before it: to start over, {startOver}");
                    formatted = found;
                    complete++;
                    break;
                case DiskContent.Incomplete found:
                    isInterrupted &= abandoned is null || abandoned == found.Uuid;
                    abandoned = found.Uuid;
                    break;
                case DiskContent.HasData data when !(settings.Policy == TemporaryDiskPolicy.Always && data.IsFileSystem):
                    return LeaveAlone(disk, data.Reason);
                default:
                    isInterrupted = false;
                    break;
            }
        }
        if (complete == 0) return new Content(Abandoned: abandoned);
        // An array of level 0 is lost if one of its disks is gone, but a disk may also appear later.
        if (formatted!.Members > disks.Count)
        {
            string why = $"it is one of {formatted.Members} disks of an array of Daybreak, and some of them are missing or excluded by Combine=";
            return LeaveAlone(disks[0], $"{why}: to start over without them, {startOver}");
        }
        if (complete == disks.Count && (formatted.Members == 0 || formatted.Members == complete)) return new Content(formatted, abandoned);
        bool isLost = complete < disks.Count && (formatted.Members == disks.Count || (isInterrupted && formatted.Uuid == abandoned));
        if (isLost) return new Content(Abandoned: formatted.Uuid);
        string all = string.Join(" and ", disks.Select(disk => disk.Device));
        return new Content(Obstacle: $"{all} are left alone: only some of them have a file system of Daybreak: to start over, {startOver}");
    }

    private static Content LeaveAlone(TemporaryDisk disk, string why) => new(Obstacle: $"{disk.Device} is left alone: {why}");

    private static string? Size(TemporaryDisk disk, MachineView machine) => machine.ReadText($"/sys/block/{disk.Name}/size");

    private static WriteFile WarningFile(string mountPoint) => new(
        $"{mountPoint}/{Warning}", Encoding.ASCII.GetBytes(WarningText), Permissions.WorldReadable, Owner.System, LinkPolicy.NoLinks,
        $"{mountPoint}/{Warning} warns about data loss");

    /// <summary>The content of disks that are not in use.</summary>
    /// <param name="Formatted">Daybreak's file system; null if they are to be formatted.</param>
    /// <param name="Abandoned">The id of an interrupted formatting; null for none.</param>
    /// <param name="Obstacle">Why they are left alone; null if they are not.</param>
    private sealed record Content(DiskContent.Formatted? Formatted = null, string? Abandoned = null, string? Obstacle = null);
}
