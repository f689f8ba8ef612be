namespace Daybreak.Machine.Disks;

/// <summary>The format of a disk or partition, recognized by its magic bytes.</summary>
/// <param name="Name">The name of its mkfs: ext4, xfs, btrfs, ntfs; a description for other formats.</param>
/// <param name="Uuid">The UUID of ext4, xfs, btrfs, and of an md array whose superblock is at the beginning; null for other formats.</param>
/// <param name="IsFileSystem">A plain file system or swap space, unencrypted and on one disk.</param>
public sealed record Signature(string Name, string? Uuid = null, bool IsFileSystem = false)
{
    /// <summary>The name of a member of an md array.</summary>
    public const string ArrayMember = "a member of an md array";

    /// <summary>Offset, magic, name. Encrypted formats and formats that span disks come first, because their content may resemble another format.</summary>
    private static readonly Magic[] Magics =
    [
        new(0, "LUKS\xba\xbe", "LUKS encryption"),
        new(0x4000, "SKUL\xba\xbe", "LUKS encryption"),
        new(3, "-FVE-FS-", "BitLocker encryption"),
        new(512 + 24, "LVM2 001", "an LVM physical volume"), new(24, "LVM2 001", "an LVM physical volume"),
        new(1024 + 24, "LVM2 001", "an LVM physical volume"), new(1536 + 24, "LVM2 001", "an LVM physical volume"),
        new(0, "\xfc\x4e\x2b\xa9", ArrayMember, UuidAt: 16), new(4096, "\xfc\x4e\x2b\xa9", ArrayMember, UuidAt: 4096 + 16),
        new(4096 + 24, "\xc6\x85\x73\xf6\x4e\x1a\x45\xca", "bcache"), new(4096 + 24, "\xc6\x85\x73\xf6\x66\xce\x90\xa9", "bcachefs"),
        new(0, "dmvdo001", "VDO"), new(516, "!Stra0tis", "Stratis"), new(0, "bluestore block device", "Ceph"),
        new(3, "ReFS\0\0\0\0", "ReFS"),
        new(3, "NTFS    ", "ntfs", IsPlain: true), new(3, "EXFAT   ", "exfat", IsPlain: true),
        new(0, "XFSB", "xfs", UuidAt: 32, IsPlain: true),
        new(65536 + 64, "_BHRfS_M", "btrfs", UuidAt: 65536 + 32, IsPlain: true),
        new(1024 + 56, "\x53\xef", "ext4", UuidAt: 1024 + 104, IsPlain: true),
        new(1024, "\x10\x20\xf5\xf2", "f2fs", IsPlain: true), new(1024, "\xe2\xe1\xf5\xe0", "erofs", IsPlain: true), new(0, "hsqs", "squashfs", IsPlain: true),
        new(1024 + 6, "\x34\x34", "nilfs2", IsPlain: true), new(65536 + 52, "ReIsEr", "reiserfs", IsPlain: true), new(32768, "JFS1", "jfs", IsPlain: true),
        new(65536, "\x01\x16\x19\x70", "gfs2"), new(32, "NXSB", "apfs"), new(1024, "H+", "hfsplus", IsPlain: true), new(1024, "HX", "hfsplus", IsPlain: true),
        new(32769, "CD001", "iso9660", IsPlain: true), new(32769, "BEA01", "udf", IsPlain: true),
        new(82, "FAT32   ", "vfat", IsPlain: true), new(54, "FAT16   ", "vfat", IsPlain: true), new(54, "FAT12   ", "vfat", IsPlain: true),
        new(4096 - 10, "SWAPSPACE2", "swap", IsPlain: true), new(8192 - 10, "SWAPSPACE2", "swap", IsPlain: true),
        new(16384 - 10, "SWAPSPACE2", "swap", IsPlain: true), new(65536 - 10, "SWAPSPACE2", "swap", IsPlain: true),
        new(4096 - 10, "S1SUSPEND", "a hibernated machine"), new(4096 - 10, "S2SUSPEND", "a hibernated machine"),
    ];

    /// <summary>Searches a disk or partition for known formats. A disk without a known format may still contain data.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Signature? Find(DiskBytes area)
    {
        var head = area.Read(0, (int)Math.Min(area.Length, 512 * 1024)) ?? [];
        foreach (var magic in Magics)
            if (magic.IsIn(head)) return new Signature(magic.Name, magic.Uuid(head), magic.IsPlain);
        return HasArrayAtEnd(area) ? new Signature(ArrayMember) : HasPool(head) ? new Signature("a member of a ZFS pool") : null;
    }

    /// <summary>The number of devices of a btrfs file system ("num_devices" of the superblock at 64 KiB); 0 if it cannot be read.</summary>
    public static long BtrfsDeviceCount(DiskBytes area) => area.Read(65536 + 136, 8) is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    // md(4): version 0.90 in the second to last 64 KiB block, in the byte order of its machine; 1.0 between 8 and 12 KiB from the end.
    private static bool HasArrayAtEnd(DiskBytes area)
    {
        long old = (area.Length & ~65535L) - 65536, newer = (area.Length - 8192) & ~4095L;
        return Is(old, 0xa92b4efc) || Is(old, 0xfc4e2ba9) || Is(newer, 0xa92b4efc);
        bool Is(long at, uint magic) => area.Read(at, 4) is { } bytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == magic;
    }

    // The uberblocks of the first label, in steps of 1 KiB from 128 KiB to 256 KiB, in either byte order.
    private static bool HasPool(byte[] head)
    {
        for (int at = 128 * 1024; at + 8 <= Math.Min(head.Length, 256 * 1024); at += 1024)
        {
            ulong magic = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(at));
            if (magic is 0x00bab10c || BinaryPrimitives.ReverseEndianness(magic) is 0x00bab10c) return true;
        }
        return false;
    }

    /// <param name="At">Offset in bytes.</param>
    /// <param name="Text">One character per byte.</param>
    /// <param name="Name">The format.</param>
    /// <param name="UuidAt">The offset of the UUID; 0 for none.</param>
    /// <param name="IsPlain">See <see cref="IsFileSystem"/>.</param>
    private sealed record Magic(int At, string Text, string Name, int UuidAt = 0, bool IsPlain = false)
    {
        public bool IsIn(byte[] head)
        {
            if (At + Text.Length > head.Length) return false;
            for (int i = 0; i < Text.Length; i++)
                if (head[At + i] != Text[i]) return false;
            return true;
        }

        public string? Uuid(byte[] head) => UuidAt == 0 || UuidAt + 16 > head.Length ? null : new Guid(head.AsSpan(UuidAt, 16), bigEndian: true).ToString();
    }
}
