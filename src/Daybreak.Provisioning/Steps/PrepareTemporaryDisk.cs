using Daybreak.Machine.Disks;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Formats the platform's temporary disk when nothing of anyone's is on it, and mounts it. What is found in use, or holds anything that cannot be
/// explained, is left alone, and the reason is told.
/// </summary>
/// <remarks>
/// Nothing about it is kept on the system's disk: the platform may replace the temporary disk at any stop of the VM, so it is looked at anew at each boot.
/// </remarks>
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
        // A disk of another machine is not ours to look at.
        if (!machine.IsRunning || settings.Policy == TemporaryDiskPolicy.Off) return StepPlan.Empty;
        var warnings = new List<string>();
        var mounts = MountTable.Read(machine);
        int number = 0;
        // What comes before a disk is formatted, then all that are formatted, at the same time, then what needs them.
        List<Change> before = [], formats = [], after = [], assemblies = [];
        foreach (var volume in Volumes(machine))
        {
            string mountPoint = ++number == 1 ? settings.MountPoint : settings.MountPoint + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var own = new List<Change>();
            try
            {
                if (Prepare(volume, mountPoint, mounts, machine, own) is { } reason) warnings.Add(reason);
            }
            catch (FileFailure unfit)
            {
                warnings.Add(unfit.Message);
            }
            int format = own.FindIndex(change => change is FormatDisks);
            for (int i = 0; i < own.Count; i++)
            {
                var to = i < format ? before : i == format ? formats : own[i] is AssembleArray ? assemblies : after;
                to.Add(own[i] with { Part = mountPoint });
            }
        }
        // The plan ends with an array that is assembled.
        return new StepPlan([.. before, .. formats, .. after, .. assemblies], warnings);
    }

    // The disks that become a file system together.
    private List<List<TemporaryDisk>> Volumes(MachineView machine)
    {
        var volumes = new List<List<TemporaryDisk>>();
        List<TemporaryDisk>? together = null;
        foreach (var disk in TemporaryDisks.Find(machine))
        {
            bool joins = settings.Combine != DiskCombination.None && disk.Name[0] == 'n';
            if (joins && together is not null)
            {
                together.Add(disk);
                continue;
            }
            List<TemporaryDisk> volume = [disk];
            if (joins) together = volume;
            volumes.Add(volume);
        }
        return volumes;
    }

    // Null when it is mounted, or will be by the changes; else why it is left alone, or a part of it.
    private string? Prepare(List<TemporaryDisk> disks, string mountPoint, IReadOnlyList<MountEntry> mounts, MachineView machine, List<Change> changes)
    {
        if (disks.Count > 1 && StandaloneDisk.Among(disks, mountPoint, mounts, machine) is { } alone)
            return Prepare([alone], mountPoint, mounts, machine, changes) ?? StandaloneDisk.OfTheOthers(alone, disks, mounts, machine);
        var devices = new List<string>();
        string? used = null;
        MdArray? array = null;
        foreach (var disk in disks)
        {
            devices.Add(disk.Device);
            var use = DiskUse.Of(disk, mounts, machine);
            // Whoever mounted it, at whatever place: it is in use as it should be.
            if (use.Mount is { } mount)
            {
                if (mount.MountPoint == mountPoint && machine.Entry($"{mountPoint}/{Warning}") is null) changes.Add(WarningFile(mountPoint));
                return null;
            }
            if (disks.Count > 1 && use.Array is { } held && (array is null || array.Name == held.Name)) array = held;
            else if (use.Other is { } other) used ??= $"{disk.Device} is left alone: it is {other}";
        }
        if (used is not null) return used;
        string all = string.Join(" and ", devices);
        if (Judge(disks, array, machine, out var ours, out string? abandoned) is { } reason) return reason;
        if (MountPlace.WhyNot(mountPoint, disks, mounts, machine) is { } taken) return $"{all} cannot be mounted: {taken}";

        string fileSystem = ours?.FileSystem ?? (disks.Count > 1 && settings.Combine == DiskCombination.Btrfs ? "btrfs" : settings.FileSystem);
        List<string> mounted = devices;
        if (ours is null)
        {
            if (Format(disks, devices, array, fileSystem, abandoned, machine, out mounted, changes) is { } unfit) return $"{all} cannot be formatted: {unfit}";
        }
        else if (ours.Members > 0)
        {
            if (array is not { IsActive: true })
            {
                if (FindProgram.Named(machine, Mdadm) is not { } mdadm) return $"{all} cannot be assembled: {Mdadm} is not in this image";
                changes.Add(new AssembleArray(devices, mdadm, $"{all} assembled"));
                return null;
            }
            mounted = [array.Device];
        }
        changes.AddRange(MountPlace.Mount(mounted, mountPoint, fileSystem, machine));
        // What is on the disk is not seen before it is mounted.
        changes.Add(WarningFile(mountPoint));
        return null;
    }

    // What makes a file system over all of them; else why there can be none.
    private string? Format(
        List<TemporaryDisk> disks, List<string> devices, MdArray? rest, string fileSystem, string? abandoned, MachineView machine, out List<string> mounted, List<Change> changes)
    {
        mounted = devices;
        if (FindProgram.Named(machine, $"mkfs.{fileSystem}") is not { } program) return $"mkfs.{fileSystem} is not in this image";
        bool becomesArray = disks.Count > 1 && fileSystem != "btrfs";
        string? mdadm = FindProgram.Named(machine, Mdadm), device = null;
        if ((becomesArray || rest is not null) && mdadm is null) return $"{Mdadm} is not in this image";
        if (becomesArray)
        {
            // Over disks of several sizes, the end of the array is not the end of each of them, where the seals are.
            foreach (var disk in disks)
                if (Size(disk, machine) != Size(disks[0], machine)) return $"{disk.Device} is of another size than {disks[0].Device}, which md cannot combine well; Combine=btrfs can";
            device = MdArray.FreeDevice(machine);
            if (device is null) return "there are too many md arrays";
            mounted = [device];
        }
        if (rest is not null) changes.Add(new RunProgram([mdadm!, "--stop", rest.Device], DiskLimits.Array, $"{rest.Name} stopped, of which there is only a part"));
        changes.Add(new FormatDisks(devices, fileSystem, program, settings.Policy == TemporaryDiskPolicy.Always, $"{string.Join(" and ", devices)}, the platform's temporary disk, formatted as {fileSystem}")
        {
            Abandoned = abandoned,
            Array = device,
            Mdadm = mdadm,
        });
        return null;
    }

    // What is on disks that nobody uses: a file system of ours, one that a cut has left half made, or nothing; else why they are left alone.
    private string? Judge(List<TemporaryDisk> disks, MdArray? array, MachineView machine, out DiskContent.Formatted? ours, out string? abandoned)
    {
        ours = null;
        abandoned = null;
        int whole = 0;
        bool isCut = true;
        foreach (var disk in disks)
        {
            bool isHeld = array?.Members.Contains(disk.Name) == true;
            switch (machine.LookAtDisk(disk.Device, evenInUse: isHeld))
            {
                case null:
                    return $"{disk.Device} is left alone: it is in use";
                case not (DiskContent.Formatted { Members: > 0 } or DiskContent.Incomplete { IsMember: true }) when isHeld:
                    return $"{disk.Device} is left alone: it is a member of {array!.Name}";
                case DiskContent.Formatted found:
                    if (ours is not null && ours != found) return $"{disk.Device} is left alone: it and the disks before it were not formatted together: to begin anew, {StandaloneDisk.Blank(disks)}";
                    ours = found;
                    whole++;
                    break;
                case DiskContent.Incomplete half:
                    isCut &= abandoned is null || abandoned == half.Uuid;
                    abandoned = half.Uuid;
                    break;
                case DiskContent.HasData somebodys when !(settings.Policy == TemporaryDiskPolicy.Always && somebodys.IsFileSystem):
                    return $"{disk.Device} is left alone: {somebodys.Reason}";
                default:
                    isCut = false;
                    break;
            }
        }
        if (whole == 0) return null;
        // Of an array of level 0 nothing can be read when one of its disks is gone; but one that has not appeared yet is not gone.
        if (ours!.Members > disks.Count) return $"{disks[0].Device} is left alone: it is one of {ours.Members} disks of an array of ours, which are not all here, or not to be combined (Combine=): to begin anew without the others, {StandaloneDisk.Blank(disks)}";
        if (whole == disks.Count && (ours.Members == 0 || ours.Members == whole)) return null;
        bool isLost = whole < disks.Count && (ours.Members == disks.Count || (isCut && ours.Uuid == abandoned));
        if (!isLost) return $"{disks[0].Device} and those beside it are left alone: only a part of them has a file system of ours on it: to begin anew, {StandaloneDisk.Blank(disks)}";
        abandoned = ours.Uuid;
        ours = null;
        return null;
    }

    private static string? Size(TemporaryDisk disk, MachineView machine) => machine.ReadText($"/sys/block/{disk.Name}/size");

    private static WriteFile WarningFile(string mountPoint) => new(
        $"{mountPoint}/{Warning}", System.Text.Encoding.ASCII.GetBytes(WarningText), Permissions.WorldReadable, Owner.System, LinkPolicy.NoLinks, $"{mountPoint}/{Warning} says what kind of disk this is");
}
