using System.Globalization;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Interop;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="FormatDisks"/>.</summary>
/// <remarks>
/// The file system has the whole disk, without a partition: so nobody has to wait for partitions to appear. In order: the seal that says "begun", the old table
/// and volume overwritten, mkfs by the machine's own program and without its force option, a look whether it has made what it should, the seal that says "whole".
/// A cut at any of them leaves a disk that the next boot formats again, and never one that is mounted.
/// </remarks>
internal static class DiskFormatter
{
    // On a disk of terabytes mkfs discards what was there, which takes its time.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);

    public static ChangeFailure? Format(RootDirectory root, IKernel kernel, FormatDisks change)
    {
        string uuid = NewUuid();
        long size = long.MaxValue;
        foreach (string device in change.Devices)
        {
            if (Clear(root, change, device, uuid, out long length) is { } refusal) return new ChangeFailure(change, refusal);
            size = Math.Min(size, length - DiskSeal.Reserved);
        }
        var arguments = Arguments(change, uuid, size / 65536 * 65536, root);
        var outcome = kernel.Run(arguments, TimeLimit);
        if (!outcome.Succeeded) return new ChangeFailure(change, outcome.Sentence(change.Program), outcome.ExitCode, outcome.ErrorOutput);
        foreach (string device in change.Devices)
            if (Seal(root, change, device, uuid) is { } refusal) return new ChangeFailure(change, refusal);
        return null;
    }

    private static string? Clear(RootDirectory root, FormatDisks change, string device, string uuid, out long length)
    {
        const int edge = 1024 * 1024;
        length = 0;
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true);
        if (disk is null) return $"{device} is in use and is left alone";
        length = disk.Length;
        switch (DiskJudge.Look(new DiskBytes(disk.Content)))
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
        long place = DiskSeal.Place(length);
        disk.Write(place, new DiskSeal(change.FileSystem, uuid, length, IsWhole: false).Block());
        disk.Sync();
        var zeros = new byte[edge];
        disk.Write(length - edge, zeros.AsSpan(0, (int)(place - (length - edge))));
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
            "xfs" => [change.Program, "-q", "-L", Label, "-m", $"uuid={uuid}", "-d", $"size={bytes}"],
            "btrfs" when change.Devices.Count > 1 => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes, "-d", "raid0", "-m", "raid0"],
            "btrfs" => [change.Program, "-q", "-L", Label, "-U", uuid, "-b", bytes],
            _ => [change.Program, "-q", "-b", "4096", "-m", "0", "-L", Label, "-U", uuid],
        };
        foreach (string device in change.Devices) arguments.Add(Path.Join(root.Path, device));
        if (change.FileSystem == "ext4") arguments.Add(blocks);
        return arguments;
    }

    // At most 12 letters: that is what xfs takes.
    private const string Label = "daybreak-tmp";

    private static string? Seal(RootDirectory root, FormatDisks change, string device, string uuid)
    {
        using var disk = DiskDevice.TryOpen(root, device, forWriting: true);
        if (disk is null) return $"{device} is in use already, before its file system is known to be whole";
        var seal = new DiskSeal(change.FileSystem, uuid, disk.Length, IsWhole: true);
        if (Signature.Find(new DiskBytes(disk.Content)) is not { } made || made.Name != change.FileSystem || made.Uuid != uuid)
            return $"{change.Program} has ended well and {device} has no {change.FileSystem} of ours on it";
        disk.Sync();
        disk.Write(DiskSeal.Place(disk.Length), seal.Block());
        disk.Sync();
        return null;
    }

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
