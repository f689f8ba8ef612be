namespace Daybreak.Machine.Disks;

/// <summary>Finds out what a disk contains. Anything that it does not recognize counts as data.</summary>
public static class DiskClassifier
{
    // Smaller than any temporary disk, and too small for the offsets that are read.
    private const long MinimumLength = 16 * 1024 * 1024;
    private const int Edge = 1024 * 1024;
    private const int Samples = 64;
    private const string BasicData = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7";

    /// <summary>Classifies a whole disk.</summary>
    public static DiskContent Classify(DiskBytes disk)
    {
        try
        {
            return disk.Length < MinimumLength ? new DiskContent.HasData($"it is smaller than {MinimumLength / 1024 / 1024} MiB") : ClassifyContent(disk);
        }
        catch (IOException unreadable)
        {
            return new DiskContent.HasData($"it cannot be read: {unreadable.Message}");
        }
    }

    private static DiskContent ClassifyContent(DiskBytes disk)
    {
        var marker = DiskMarker.Read(disk);
        var signature = Signature.Find(disk);
        bool isConfirmed = marker is not null && signature is not null && signature.Name == (marker.Members > 0 ? Signature.ArrayMember : marker.FileSystem) && signature.Uuid == marker.Uuid;
        if (marker is { IsComplete: true })
        {
            return isConfirmed
                ? new DiskContent.Formatted(marker.FileSystem, marker.Uuid, marker.Members) { Spanned = marker.FileSystem == "btrfs" ? Signature.BtrfsDeviceCount(disk) : 1 }
                : new DiskContent.HasData("Daybreak formatted it, and its content was replaced later", signature is { IsFileSystem: true });
        }
        if (marker is not null && isConfirmed) return new DiskContent.Incomplete(marker.Uuid, marker.Members > 0);
        if (signature is { Name: "ntfs" }) return Volume(disk) ?? (DiskContent)new DiskContent.Empty("an NTFS volume without user files");
        if (signature is not null) return new DiskContent.HasData($"it holds {Described(signature)}", signature.IsFileSystem);

        // The run may have been interrupted after the marker was written and before the old content was overwritten.
        if (marker is not null) disk = disk.WithZeros(DiskMarker.OffsetOn(disk.Length), DiskMarker.Size);
        var table = PartitionTable.Read(disk, wantsBackup: marker is null);
        if (table is { Fault: { } fault }) return new DiskContent.HasData(fault);
        if (table is not null) return Partitions(disk, table);
        if (marker is not null) return new DiskContent.Incomplete(marker.Uuid);
        return IsBlank(disk) ? new DiskContent.Empty("no data") : new DiskContent.HasData("it holds unknown data");
    }

    private static DiskContent Partitions(DiskBytes disk, PartitionTable table)
    {
        var volumes = new List<Partition>();
        bool isPlain = true;
        string? reason = null;
        foreach (var partition in table.Partitions)
        {
            // Not null: PartitionTable checked that the partition is within the disk.
            var area = disk.Part(partition.Start, partition.Length)!;
            var signature = Signature.Find(area);
            if (signature is null && IsBlank(area)) continue;
            isPlain &= signature is { IsFileSystem: true };
            volumes.Add(partition);
            string found = partition.Type is "07" or BasicData && signature is { Name: "ntfs" }
                ? Volume(area) is DiskContent.HasData data ? data.Reason : ""
                : $"it has a partition with {(signature is null ? "unknown data" : Described(signature))}";
            if (found.Length > 0) reason ??= found;
        }
        if (reason is null && volumes.Count > 1) reason = $"it has {volumes.Count} partitions; the platform creates only one";
        if (reason is not null) return new DiskContent.HasData(reason, isPlain);
        if (!IsBlankAround(disk, table)) return new DiskContent.HasData("it holds unknown data outside its partitions");
        // A deleted partition leaves its file system behind.
        if (table.Partitions.Count == 0 && !(disk.IsZero(table.Margins.Head, 4 * Edge) && IsBlankWithin(disk)))
            return new DiskContent.HasData("it has no partitions, but the data of a deleted partition is still there");
        return volumes.Count == 0 ? new DiskContent.Empty("an empty partition table") : new DiskContent.Empty("the platform's NTFS volume without user files");
    }

    // Null if there are no user files.
    private static DiskContent.HasData? Volume(DiskBytes area)
    {
        var volume = NtfsVolume.Read(area);
        if (volume.Fault is { } fault) return new DiskContent.HasData($"its NTFS volume cannot be read: {fault}", IsFileSystem: true);
        foreach (string name in volume.Names)
        {
            bool isPlatforms = string.Equals(name, "DATALOSS_WARNING_README.txt", StringComparison.OrdinalIgnoreCase)
                || string.Equals(name, "System Volume Information", StringComparison.OrdinalIgnoreCase);
            // The 8.3 name of a file is a separate entry in the directory.
            bool isShort = string.Equals(name, "DATALO~1.TXT", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "SYSTEM~1", StringComparison.OrdinalIgnoreCase);
            if (!isPlatforms && !isShort) return new DiskContent.HasData($"its NTFS volume contains {Printable(name)}", IsFileSystem: true);
        }
        return null;
    }

    private static bool IsBlank(DiskBytes disk)
    {
        return disk.IsZero(0, Edge) && disk.IsZero(disk.Length - Edge, disk.Length) && IsBlankWithin(disk);
    }

    // Samples, to find data in the middle of a disk whose beginning was erased.
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
