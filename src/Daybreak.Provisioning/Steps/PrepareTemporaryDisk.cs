using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.Planning;

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
    private const string Warning = "DATALOSS_WARNING_README.txt";
    private const string WarningText = """
        WARNING: THIS IS A TEMPORARY DISK.

        Any data stored on this drive is SUBJECT TO LOSS and THERE IS NO WAY TO RECOVER IT.

        The platform puts an empty disk in its place when the virtual machine is stopped, resized or moved to other hardware.
        Please do not use this disk for storing any personal or application data.

        https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview#temporary-disk

        """;

    private readonly List<string> remarks = [];

    /// <inheritdoc/>
    public string Name => "temporary-disk";

    /// <inheritdoc/>
    public IEnumerable<string> Remarks(MachineView machine) => remarks;

    /// <inheritdoc/>
    public IEnumerable<Change> Plan(MachineView machine)
    {
        remarks.Clear();
        var changes = new List<Change>();
        // A disk of another machine is not ours to look at.
        if (!machine.IsRunning || settings.Policy == TemporaryDiskPolicy.Off) return changes;
        var mounts = MountTable.Read(machine);
        int number = 0;
        foreach (var volume in Volumes(machine))
        {
            string mountPoint = ++number == 1 ? settings.MountPoint : settings.MountPoint + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            try
            {
                if (Prepare(volume, mountPoint, mounts, machine, changes) is { } reason) remarks.Add(reason);
            }
            catch (FileFailure unfit)
            {
                remarks.Add(unfit.Message);
            }
        }
        return changes;
    }

    // The disks that become a file system together.
    private List<List<TemporaryDisk>> Volumes(MachineView machine)
    {
        var volumes = new List<List<TemporaryDisk>>();
        List<TemporaryDisk>? together = null;
        foreach (var disk in TemporaryDisks.Find(machine))
        {
            bool joins = settings.CombinesWithBtrfs && disk.Name[0] == 'n';
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

    // Null when it is mounted, or will be by the changes; else why it is left alone.
    private string? Prepare(List<TemporaryDisk> disks, string mountPoint, IReadOnlyList<MountEntry> mounts, MachineView machine, List<Change> changes)
    {
        var devices = new List<string>();
        string? used = null;
        foreach (var disk in disks)
        {
            devices.Add(disk.Device);
            var use = DiskUse.Of(disk, mounts, machine);
            if (use.Other is { } other) used ??= $"{disk.Device} is left alone: it is {other}";
            // Whoever mounted it, at whatever place: it is in use as it should be.
            if (use.Mount is not { } mount) continue;
            if (mount.MountPoint == mountPoint && machine.Entry($"{mountPoint}/{Warning}") is null) changes.Add(WarningFile(mountPoint));
            return null;
        }
        if (used is not null) return used;
        string all = string.Join(" and ", devices);
        if (Judge(disks, machine, out var ours, out string? abandoned) is { } reason) return reason;
        if (MountPlace.WhyNot(mountPoint, disks, mounts, machine) is { } taken) return $"{all} cannot be mounted: {taken}";

        string fileSystem = ours?.FileSystem ?? (disks.Count > 1 ? "btrfs" : settings.FileSystem);
        if (ours is null)
        {
            if (Program(fileSystem, machine) is not { } program) return $"{all} cannot be formatted: mkfs.{fileSystem} is not in this image";
            changes.Add(new FormatDisks(devices, fileSystem, program, settings.Policy == TemporaryDiskPolicy.Always, $"{all}, the platform's temporary disk, formatted as {fileSystem}") { Abandoned = abandoned });
        }
        changes.AddRange(MountPlace.Mount(devices, mountPoint, fileSystem, machine));
        // What is on the disk is not seen before it is mounted.
        changes.Add(WarningFile(mountPoint));
        return null;
    }

    // What is on disks that nobody uses: a file system of ours, one that a cut has left half made, or nothing; else why they are left alone.
    private string? Judge(List<TemporaryDisk> disks, MachineView machine, out DiskContent.Ours? ours, out string? abandoned)
    {
        ours = null;
        abandoned = null;
        int whole = 0;
        bool isCut = true;
        foreach (var disk in disks)
        {
            switch (machine.LookAtDisk(disk.Device))
            {
                case null:
                    return $"{disk.Device} is left alone: it is in use";
                case DiskContent.Somebodys somebodys when !(settings.Policy == TemporaryDiskPolicy.Always && somebodys.IsFileSystem):
                    return $"{disk.Device} is left alone: {somebodys.Reason}";
                case DiskContent.Ours found:
                    if (ours is not null && ours != found) return $"{disk.Device} is left alone: it and the disks before it were not formatted together";
                    ours = found;
                    whole++;
                    break;
                case DiskContent.HalfMade half:
                    isCut &= abandoned is null || abandoned == half.Uuid;
                    abandoned = half.Uuid;
                    break;
                default:
                    isCut = false;
                    break;
            }
        }
        if (whole == disks.Count || whole == 0) return null;
        if (!isCut || ours!.Uuid != abandoned) return $"{disks[0].Device} and those beside it are left alone: only a part of them has a file system of ours on it";
        ours = null;
        return null;
    }

    private static WriteFile WarningFile(string mountPoint) => new(
        $"{mountPoint}/{Warning}", System.Text.Encoding.ASCII.GetBytes(WarningText), Permissions.WorldReadable, Owner.System, LinkPolicy.NoLinks, $"{mountPoint}/{Warning} says what kind of disk this is");

    private static string? Program(string fileSystem, MachineView machine)
    {
        foreach (string directory in (ReadOnlySpan<string>)["/usr/sbin", "/sbin", "/usr/bin", "/usr/local/sbin", "/run/current-system/sw/bin"])
            if (machine.Entry($"{directory}/mkfs.{fileSystem}") is not null) return $"{directory}/mkfs.{fileSystem}";
        return null;
    }
}
