namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="FormatDisks"/>.</summary>
/// <remarks>
/// The file system is on the whole disk or on an array of whole disks, so there are no partitions to wait for. In order: the marker "begun" is
/// written, the old partition table and file systems are overwritten, the array is created if there is one, the machine's own mkfs runs without its
/// force option, the result is verified, and the marker "whole" is written. After an interruption at any point, the next boot formats the disk again and does not mount it.
/// </remarks>
internal static class DiskFormatter
{
    private sealed record Begun(FormatDisks Change, string Uuid, IReadOnlyList<string> Arguments, IReadOnlyList<string> Targets);

    /// <summary>Formats several disks at the same time. A failure of one does not stop the others.</summary>
    /// <returns>The failure of each change; null for each that succeeded.</returns>
    public static IReadOnlyList<Failure?> Format(RootDirectory root, IKernel kernel, IReadOnlyList<FormatDisks> changes)
    {
        var failures = new Failure?[changes.Count];
        var begun = new Begun?[changes.Count];
        // All markers are durable before the first mkfs starts.
        for (int i = 0; i < changes.Count; i++)
        {
            try
            {
                failures[i] = Begin(root, kernel, changes[i], out begun[i]);
            }
            catch (FileFailure failure)
            {
                failures[i] = changes[i].Failed(failure.Message);
            }
        }
        Begun[] ready = [.. begun.OfType<Begun>()];
        var outcomes = ready.Length == 0 ? [] : kernel.RunTogether([.. ready.Select(one => one.Arguments)], DiskLimits.Format);
        for (int i = 0, at = 0; i < changes.Count; i++)
        {
            if (begun[i] is not { } one) continue;
            try
            {
                failures[i] = End(root, one, outcomes[at++]);
            }
            catch (FileFailure failure)
            {
                failures[i] = one.Change.Failed(failure.Message);
            }
        }
        return failures;
    }

    private static Failure? Begin(RootDirectory root, IKernel kernel, FormatDisks change, out Begun? begun)
    {
        begun = null;
        string uuid = NewUuid();
        long size = long.MaxValue;
        foreach (string device in change.Devices)
        {
            if (Clear(root, change, device, uuid, out long length) is { } unclear) return unclear;
            size = Math.Min(size, length - DiskMarker.Reserved);
        }
        if (change.Array is not null && MakeArray(root, kernel, change, uuid, out size) is { } unmade) return unmade;
        var targets = new List<string>();
        foreach (string target in change.Array is { } made ? [made] : change.Devices)
            if (!IsFile(root, target)) targets.Add(target);
        begun = new Begun(change, uuid, Arguments(change, uuid, size / 65536 * 65536, root), targets);
        return null;
    }

    private static Failure? End(RootDirectory root, Begun begun, ProgramOutcome outcome)
    {
        var change = begun.Change;
        foreach (string target in begun.Targets)
            if (RemoveFile(root, target)) return change.Failed($"{target} disappeared while it was being formatted");
        if (!outcome.Succeeded) return Failed(change, outcome, change.Program);
        if (change.Array is { } array && Check(root, change, array, begun.Uuid) is { } unsound) return unsound;
        foreach (string device in change.Devices)
            if (MarkComplete(root, change, device, begun.Uuid) is { } unmarked) return unmarked;
        return null;
    }

    // With several disks, the message has to name the one that failed.
    private static Failure Failed(FormatDisks change, ProgramOutcome outcome, string program) =>
        change.Failed($"{string.Join(" and ", change.Devices)} cannot be formatted: {outcome.Sentence(program)}", outcome);

    // mke2fs creates a regular file below /dev if the device has disappeared. The file would be in memory and in the way of the next disk.
    private static bool RemoveFile(RootDirectory root, string device)
    {
        if (!IsFile(root, device)) return false;
        root.Remove(device);
        return true;
    }

    private static bool IsFile(RootDirectory root, string device) => root.Entry(device) is { Kind: FileKind.File };

    // The members have been cleared. If mdadm asks a question anyway, it reads the end of its input and exits.
    private static Failure? MakeArray(RootDirectory root, IKernel kernel, FormatDisks change, string uuid, out long size)
    {
        size = 0;
        string count = change.Devices.Count.ToString(CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            change.Mdadm!, "--create", root.Below(change.Array!), "--quiet", "--level=0", $"--raid-devices={count}", "--metadata=1.2", "--chunk=512", "--homehost=any", $"--name={Label}",
            $"--uuid={uuid}",
        ];
        foreach (string device in change.Devices) arguments.Add(root.Below(device));
        var outcome = kernel.Run(arguments, DiskLimits.Array);
        if (!outcome.Succeeded) return Failed(change, outcome, change.Mdadm!);
        using var array = DiskDevice.TryOpen(root, change.Array!, forWriting: false);
        if (array is null) return change.Failed($"{change.Array} is already in use, although it has no file system yet");
        // All members have the same size, so the end of the array is at the end of each member, and no marker is within the file system.
        size = array.Length - (DiskMarker.Reserved * change.Devices.Count);
        return null;
    }

    private static Failure? Clear(RootDirectory root, FormatDisks change, string device, string uuid, out long length)
    {
        const int edge = 1024 * 1024;
        length = 0;
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true);
        if (disk is null) return change.Failed($"{device} is in use, so it is not formatted");
        length = disk.Length;
        switch (DiskClassifier.Classify(new DiskBytes(disk.Content)))
        {
            case DiskContent.Empty or DiskContent.Incomplete:
            case DiskContent.Formatted formatted when formatted.Uuid == change.Abandoned:
            case DiskContent.HasData { IsFileSystem: true } when change.DiscardsFileSystems:
                break;
            case DiskContent.HasData data:
                return change.Failed($"{device} is not formatted: {data.Reason}");
            default:
                return change.Failed($"{device} is not formatted: it was already formatted by Daybreak");
        }
        long marker = DiskMarker.OffsetOn(length);
        disk.Write(marker, MarkerFor(change, uuid, length, isComplete: false).Block());
        disk.Sync();
        var zeros = new byte[edge];
        disk.Write(length - edge, zeros.AsSpan(0, (int)(marker - (length - edge))));
        disk.Write(marker + DiskMarker.Size, zeros.AsSpan(0, (int)(length - marker - DiskMarker.Size)));
        disk.Write(0, zeros);
        disk.Sync();
        disk.ForgetPartitions();
        return null;
    }

    private static List<string> Arguments(FormatDisks change, string uuid, long size, RootDirectory root)
    {
        string bytes = size.ToString(CultureInfo.InvariantCulture), blocks = (size / 4096).ToString(CultureInfo.InvariantCulture);
        List<string> arguments = change.FileSystem switch
        {
            // Without -K, mkfs.xfs discards the whole device including the marker, regardless of "-d size=".
            "xfs" => [change.Program, "-q", "-K", "-L", Label, "-m", $"uuid={uuid}", "-d", $"size={bytes}"],
            "btrfs" when change.Devices.Count > 1 => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes, "-d", "raid0", "-m", "raid0"],
            "btrfs" => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes],
            _ => [change.Program, "-q", "-b", "4096", "-m", "0", "-L", Label, "-U", uuid],
        };
        foreach (string device in change.Array is { } array ? [array] : change.Devices) arguments.Add(root.Below(device));
        if (change.FileSystem == "ext4") arguments.Add(blocks);
        return arguments;
    }

    // At most 12 characters, the limit of xfs.
    private const string Label = "daybreak-tmp";

    private static Failure? MarkComplete(RootDirectory root, FormatDisks change, string device, string uuid)
    {
        // A member is in use by the array.
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true, evenInUse: change.Array is not null);
        if (disk is null) return change.Failed($"{device} is already in use, before its file system was verified");
        if (Differs(disk, change.Array is null ? change.FileSystem : Signature.ArrayMember, uuid))
            return WrongContent(change, device, change.Array is not null);
        disk.Sync();
        disk.Write(DiskMarker.OffsetOn(disk.Length), MarkerFor(change, uuid, disk.Length, isComplete: true).Block());
        disk.Sync();
        return null;
    }

    private static Failure? Check(RootDirectory root, FormatDisks change, string array, string uuid)
    {
        using var whole = DiskDevice.TryOpen(root, array, forWriting: true);
        if (whole is null) return change.Failed($"{array} is already in use, before its file system was verified");
        if (Differs(whole, change.FileSystem, uuid)) return WrongContent(change, array);
        whole.Sync();
        return null;
    }

    private static Failure WrongContent(FormatDisks change, string device, bool isMember = false) => change.Failed(isMember
        ? $"{change.Mdadm} succeeded, but {device} is not a member of the array that Daybreak requested"
        : $"{change.Program} succeeded, but {device} does not contain the {change.FileSystem} file system that Daybreak requested");

    private static bool Differs(DiskDevice disk, string name, string uuid) => Signature.Find(new DiskBytes(disk.Content)) is not { } made || made.Name != name || made.Uuid != uuid;

    private static DiskMarker MarkerFor(FormatDisks change, string uuid, long length, bool isComplete) =>
        new(change.FileSystem, uuid, length, isComplete) { Members = change.Array is null ? 0 : change.Devices.Count };

    private static unsafe string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        fixed (byte* at = bytes) _ = Libc.GetRandom(at, 16, 0);
        // RFC 9562: version 4, variant 10.
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
