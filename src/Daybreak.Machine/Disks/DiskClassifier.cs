namespace Daybreak.Machine.Disks;

/// <summary>Looks at a disk and says what is on it. It never guesses: what it does not understand is somebody's.</summary>
public static class DiskClassifier
{
    // A disk below this cannot be a temporary disk and has no room for what is looked at.
    private const long LeastLength = 16 * 1024 * 1024;
    private const int Edge = 1024 * 1024;
    private const int Samples = 64;
    private const string BasicData = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7";

    /// <summary>Looks.</summary>
    /// <param name="disk">The whole disk.</param>
    public static DiskContent Look(DiskBytes disk)
    {
        try
        {
            return disk.Length < LeastLength ? new DiskContent.Somebodys($"it is smaller than {LeastLength / 1024 / 1024} MiB") : LookInside(disk);
        }
        catch (IOException unreadable)
        {
            return new DiskContent.Somebodys($"it cannot be read: {unreadable.Message}");
        }
    }

    private static DiskContent LookInside(DiskBytes disk)
    {
        var seal = DiskMarker.Read(disk);
        var signature = Signature.Find(disk);
        bool isSealed = seal is not null && signature is not null && signature.Name == (seal.Members > 0 ? Signature.ArrayMember : seal.FileSystem) && signature.Uuid == seal.Uuid;
        if (seal is { IsWhole: true })
        {
            return isSealed
                ? new DiskContent.Ours(seal.FileSystem, seal.Uuid, seal.Members) { Spanned = seal.FileSystem == "btrfs" ? Signature.CountOfBtrfs(disk) : 1 }
                : new DiskContent.Somebodys("Daybreak formatted it, and somebody has made something else of it since", signature is { IsFileSystem: true });
        }
        if (seal is not null && isSealed) return new DiskContent.HalfMade(seal.Uuid, seal.Members > 0);
        if (signature is { Name: "ntfs" }) return Volume(disk) ?? (DiskContent)new DiskContent.Empty("an NTFS volume with nothing of anyone's");
        if (signature is not null) return new DiskContent.Somebodys($"it holds {Described(signature)}", signature.IsFileSystem);

        // A cut may have come when there was the seal and little else was overwritten.
        if (seal is not null) disk = disk.Without(DiskMarker.Place(disk.Length), DiskMarker.Size);
        var table = PartitionTable.Read(disk, wantsBackup: seal is null);
        if (table is { Fault: { } fault }) return new DiskContent.Somebodys(fault);
        if (table is not null) return Partitions(disk, table);
        if (seal is not null) return new DiskContent.HalfMade(seal.Uuid);
        return IsBlank(disk) ? new DiskContent.Empty("nothing at all") : new DiskContent.Somebodys("it holds something that is not known here");
    }

    private static DiskContent Partitions(DiskBytes disk, PartitionTable table)
    {
        var volumes = new List<Partition>();
        bool isPlain = true;
        string? reason = null;
        foreach (var partition in table.Partitions)
        {
            // Within the disk: the table's reader has seen to it.
            var area = disk.Part(partition.Start, partition.Length)!;
            var signature = Signature.Find(area);
            if (signature is null && IsBlank(area)) continue;
            isPlain &= signature is { IsFileSystem: true };
            volumes.Add(partition);
            string found = partition.Type is "07" or BasicData && signature is { Name: "ntfs" }
                ? Volume(area) is DiskContent.Somebodys theirs ? theirs.Reason : ""
                : $"it has a partition with {(signature is null ? "something that is not known here" : Described(signature))}";
            if (found.Length > 0) reason ??= found;
        }
        if (reason is null && volumes.Count > 1) reason = $"it has {volumes.Count} partitions, and the platform makes one";
        if (reason is not null) return new DiskContent.Somebodys(reason, isPlain);
        if (!IsBlankAround(disk, table)) return new DiskContent.Somebodys("it holds something outside of its partitions that is not known here");
        // A partition that was deleted has left its file system behind.
        if (table.Partitions.Count == 0 && !(disk.IsZero(table.Margins.Head, 4 * Edge) && IsBlankWithin(disk)))
            return new DiskContent.Somebodys("it has no partition any more, and what was in one is still there");
        return volumes.Count == 0 ? new DiskContent.Empty("a partition table, and nothing else") : new DiskContent.Empty("the platform's NTFS volume with nothing of anyone's");
    }

    // Null when nobody has put anything there.
    private static DiskContent.Somebodys? Volume(DiskBytes area)
    {
        var volume = NtfsVolume.Read(area);
        if (volume.Fault is { } fault) return new DiskContent.Somebodys($"its NTFS volume cannot be judged: {fault}", IsFileSystem: true);
        foreach (string name in volume.Names)
        {
            bool isPlatforms = string.Equals(name, "DATALOSS_WARNING_README.txt", StringComparison.OrdinalIgnoreCase)
                || string.Equals(name, "System Volume Information", StringComparison.OrdinalIgnoreCase);
            // Its 8.3 name is a name of its own in the directory.
            bool isShort = string.Equals(name, "DATALO~1.TXT", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "SYSTEM~1", StringComparison.OrdinalIgnoreCase);
            if (!isPlatforms && !isShort) return new DiskContent.Somebodys($"its NTFS volume has {Printable(name)} on it", IsFileSystem: true);
        }
        return null;
    }

    private static bool IsBlank(DiskBytes disk)
    {
        return disk.IsZero(0, Edge) && disk.IsZero(disk.Length - Edge, disk.Length) && IsBlankWithin(disk);
    }

    // What begins in the middle of a disk, and what a wiped beginning has left behind.
    private static bool IsBlankWithin(DiskBytes disk)
    {
        for (int i = 1; i < Samples; i++)
        {
            long at = disk.Length / Samples * i / 4096 * 4096;
            if (!disk.IsZero(at, at + 4096)) return false;
        }
        return true;
    }

    private static bool IsBlankAround(DiskBytes disk, PartitionTable table)
    {
        long first = disk.Length, end = 0;
        foreach (var partition in table.Partitions)
        {
            first = Math.Min(first, partition.Start);
            end = Math.Max(end, partition.Start + partition.Length);
        }
        return disk.IsZero(table.Margins.Head, Math.Min(first, Edge)) && disk.IsZero(Math.Max(end, disk.Length - Edge), disk.Length - table.Margins.Tail);
    }

    private static string Described(Signature signature) => signature.Name switch
    {
        "swap" => "swap space",
        "ntfs" or "exfat" or "vfat" or "xfs" or "btrfs" or "ext4" or "f2fs" or "iso9660" or "udf" => $"a file system ({signature.Name})",
        var other => other,
    };

    private static string Printable(string name)
    {
        var shown = name.Length > 40 ? name[..40] + "…" : name;
        return string.Create(shown.Length, shown, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
        });
    }
}
