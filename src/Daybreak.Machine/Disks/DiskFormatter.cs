using System.Globalization;
using Daybreak.Core.Interop;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="FormatDisks"/>.</summary>
/// <remarks>
/// The file system has the whole disk, or an array of whole disks, without a partition: so nobody has to wait for partitions to appear. In order: the seal that says "begun", the old table
/// and volume overwritten, where it is wanted the array, mkfs by the machine's own program and without its force option, a look whether it has made what it should, the seal that says "whole".
/// A cut at any of them leaves a disk that the next boot formats again, and never one that is mounted.
/// </remarks>
internal static class DiskFormatter
{
    private sealed record Begun(FormatDisks Change, string Uuid, IReadOnlyList<string> Arguments, IReadOnlyList<string> Targets);

    public static ChangeFailure? Format(RootDirectory root, IKernel kernel, FormatDisks change) => FormatTogether(root, kernel, [change])[0];

    /// <summary>Formats several at the same time. Each is for itself: what fails on one does not stop the others.</summary>
    /// <returns>Why each is not done; null for each that is.</returns>
    public static IReadOnlyList<ChangeFailure?> FormatTogether(RootDirectory root, IKernel kernel, IReadOnlyList<FormatDisks> changes)
    {
        var failures = new ChangeFailure?[changes.Count];
        var begun = new Begun?[changes.Count];
        // All that is durable before a mkfs begins is so before the first one begins.
        for (int i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            failures[i] = Guard(change, () => Begin(root, kernel, change, out begun[i]));
        }
        Begun[] ready = [.. begun.OfType<Begun>()];
        var outcomes = ready.Length == 0 ? [] : kernel.RunTogether([.. ready.Select(one => one.Arguments)], DiskLimits.Format);
        for (int i = 0, at = 0; i < changes.Count; i++)
        {
            if (begun[i] is not { } one) continue;
            var outcome = outcomes[at++];
            failures[i] = Guard(one.Change, () => End(root, one, outcome));
        }
        return failures;
    }

    private static ChangeFailure? Guard(FormatDisks change, Func<ChangeFailure?> act)
    {
        try
        {
            return act();
        }
        catch (FileFailure failure)
        {
            return new ChangeFailure(change, failure.Message);
        }
    }

    private static ChangeFailure? Begin(RootDirectory root, IKernel kernel, FormatDisks change, out Begun? begun)
    {
        begun = null;
        string uuid = NewUuid();
        long size = long.MaxValue;
        foreach (string device in change.Devices)
        {
            if (Clear(root, change, device, uuid, out long length) is { } refusal) return new ChangeFailure(change, refusal);
            size = Math.Min(size, length - DiskMarker.Reserved);
        }
        if (change.Array is not null && MakeArray(root, kernel, change, uuid, out size) is { } unmade) return unmade;
        var targets = new List<string>();
        foreach (string target in change.Array is { } made ? [made] : change.Devices)
            if (!IsFile(root, target)) targets.Add(target);
        begun = new Begun(change, uuid, Arguments(change, uuid, size / 65536 * 65536, root), targets);
        return null;
    }

    private static ChangeFailure? End(RootDirectory root, Begun begun, ProgramOutcome outcome)
    {
        var change = begun.Change;
        foreach (string target in begun.Targets)
            if (RemoveFile(root, target)) return new ChangeFailure(change, $"{target} has vanished while it was formatted");
        if (!outcome.Succeeded) return Failed(change, outcome, change.Program);
        if (change.Array is { } array && Check(root, change, array, begun.Uuid) is { } unsound) return new ChangeFailure(change, unsound);
        foreach (string device in change.Devices)
            if (Seal(root, change, device, begun.Uuid) is { } refusal) return new ChangeFailure(change, refusal);
        return null;
    }

    // Of several disks that are formatted at once, the sentence says which one it is.
    private static ChangeFailure Failed(FormatDisks change, ProgramOutcome outcome, string program) =>
        new(change, $"{string.Join(" and ", change.Devices)} cannot be formatted: {outcome.Sentence(program)}", outcome.ExitCode, outcome.ErrorOutput);

    // mke2fs makes a file of the size that it is told where there is no device of that name any more: in memory, below /dev, and in the way of the next disk.
    private static bool RemoveFile(RootDirectory root, string device)
    {
        if (!IsFile(root, device)) return false;
        root.Remove(device);
        return true;
    }

    private static bool IsFile(RootDirectory root, string device) => root.Entry(device) is { Kind: FileKind.File };

    // Every member has been cleared: where mdadm would ask a question all the same, it gets no answer and ends.
    private static ChangeFailure? MakeArray(RootDirectory root, IKernel kernel, FormatDisks change, string uuid, out long size)
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
        if (array is null) return new ChangeFailure(change, $"{change.Array} is in use already, before there is a file system on it");
        // Members are of one size, so the array's last chunks are the last ones of each: no seal is within the file system.
        size = array.Length - (DiskMarker.Reserved * change.Devices.Count);
        return null;
    }

    private static string? Clear(RootDirectory root, FormatDisks change, string device, string uuid, out long length)
    {
        const int edge = 1024 * 1024;
        length = 0;
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true);
        if (disk is null) return $"{device} is in use and is left alone";
        length = disk.Length;
        switch (DiskClassifier.Look(new DiskBytes(disk.Content)))
        {
            case DiskContent.Empty or DiskContent.HalfMade:
            case DiskContent.Ours ours when ours.Uuid == change.Abandoned:
            case DiskContent.Somebodys { IsFileSystem: true } when change.DiscardsFileSystems:
                break;
            case DiskContent.Somebodys somebodys:
                return $"{device} is left alone: {somebodys.Reason}";
            default:
                return $"{device} is left alone: it has a file system of ours by now";
        }
        long place = DiskMarker.Place(length);
        disk.Write(place, SealOf(change, uuid, length, isWhole: false).Block());
        disk.Sync();
        var zeros = new byte[edge];
        disk.Write(length - edge, zeros.AsSpan(0, (int)(place - (length - edge))));
        disk.Write(place + DiskMarker.Size, zeros.AsSpan(0, (int)(length - place - DiskMarker.Size)));
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
            // Without -K it discards the whole device, and the seal with it: "-d size=" does not hold it back.
            "xfs" => [change.Program, "-q", "-K", "-L", Label, "-m", $"uuid={uuid}", "-d", $"size={bytes}"],
            "btrfs" when change.Devices.Count > 1 => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes, "-d", "raid0", "-m", "raid0"],
            "btrfs" => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes],
            _ => [change.Program, "-q", "-b", "4096", "-m", "0", "-L", Label, "-U", uuid],
        };
        foreach (string device in change.Array is { } array ? [array] : change.Devices) arguments.Add(root.Below(device));
        if (change.FileSystem == "ext4") arguments.Add(blocks);
        return arguments;
    }

    // At most 12 letters: that is what xfs takes.
    private const string Label = "daybreak-tmp";

    private static string? Seal(RootDirectory root, FormatDisks change, string device, string uuid)
    {
        // A member of the array is the array's alone, and has just been given to it.
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true, evenInUse: change.Array is not null);
        if (disk is null) return $"{device} is in use already, before its file system is known to be whole";
        if (Unlike(disk, change.Array is null ? change.FileSystem : Signature.ArrayMember, uuid))
            return change.Array is null ? $"{change.Program} has ended well and {device} has no {change.FileSystem} of ours on it" : $"{change.Mdadm} has ended well and {device} is no member of an array of ours";
        disk.Sync();
        disk.Write(DiskMarker.Place(disk.Length), SealOf(change, uuid, disk.Length, isWhole: true).Block());
        disk.Sync();
        return null;
    }

    private static string? Check(RootDirectory root, FormatDisks change, string array, string uuid)
    {
        using var whole = DiskDevice.TryOpen(root, array, forWriting: true);
        if (whole is null) return $"{array} is in use already, before its file system is known to be whole";
        if (Unlike(whole, change.FileSystem, uuid)) return $"{change.Program} has ended well and {array} has no {change.FileSystem} of ours on it";
        whole.Sync();
        return null;
    }

    private static bool Unlike(DiskDevice disk, string name, string uuid) => Signature.Find(new DiskBytes(disk.Content)) is not { } made || made.Name != name || made.Uuid != uuid;

    private static DiskMarker SealOf(FormatDisks change, string uuid, long length, bool isWhole) =>
        new(change.FileSystem, uuid, length, isWhole) { Members = change.Array is null ? 0 : change.Devices.Count };

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
