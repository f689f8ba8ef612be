using Daybreak.Machine.Disks;
using static Daybreak.Machine.Tests.Disks.DiskImage;
using static Daybreak.Machine.Tests.Disks.DiskScripts;

namespace Daybreak.Machine.Tests.Disks;

/// <summary>Classifies disk images that were created by real tools. Each image is a file, so neither a loop device nor root is needed.</summary>
public sealed class DiskClassifierTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""printf 'label: dos\n' | sfdisk -q "$1" """)]
    [InlineData("""printf 'label: gpt\n' | sfdisk -q "$1" """)]
    [InlineData("""printf 'label: dos\nstart=2048, type=7\n' | sfdisk -q "$1" """)]
    public void Classifies_a_disk_without_data_as_empty(string script)
    {
        using var image = new DiskImage(64, script);
        Assert.IsType<DiskContent.Empty>(image.Classify());
    }

    public static TheoryData<string, string> PlatformDisks => new()
    {
        { "master boot record, README and system folder", Volume(Mbr, Readme) },
        { "master boot record, a bare volume", Volume(Mbr, "") },
        { "GPT", Volume(Gpt, Readme) },
        { "GPT with a reserved partition", Volume(GptWithReserved, Readme) },
        { "clusters of 64 KiB", Volume(Mbr, Readme, "-c 65536") },
        { "clusters of 512 bytes", Volume(Mbr, Readme, "-c 512") },
        { "a volume without a partition", """mkntfs -q -F -Q "$1" >/dev/null""" },
        { "a file that was deleted", Volume(Mbr, Readme + "\ntouch \"$2/gone\"; rm \"$2/gone\"") },
    };

    [Theory, MemberData(nameof(PlatformDisks))]
    public void Classifies_the_platforms_volume_as_empty(string what, string script)
    {
        using var image = new DiskImage(96, script);
        Assert.True(image.Classify() is DiskContent.Empty, $"{what}: {image.Classify()}");
    }

    [Theory]
    [InlineData("echo mine >\"$2/thesis.txt\"", "thesis.txt")]
    [InlineData("mkdir \"$2/backup\"", "backup")]
    [InlineData("echo mine >\"$2/\\$data\"", "$data")]
    [InlineData("for i in $(seq 400); do echo $i >\"$2/a-file-with-a-name-that-is-long-$i\"; done", "a-file-with-a-name-that-is-long-")]
    [InlineData("echo mine >\"$2/DATALOSS_WARNING_README.txt2\"", "DATALOSS_WARNING_README.txt2")]
    [InlineData("printf mine >\"$2/Übung\"", "Übung")]
    public void Classifies_a_volume_with_a_user_file_as_data(string script, string name)
    {
        using var image = new DiskImage(96, Volume(Mbr, $"{Readme}\n{script}"));
        var content = Assert.IsType<DiskContent.HasData>(image.Classify());
        Assert.Contains($"its NTFS volume contains {name}", content.Reason, StringComparison.Ordinal);
        Assert.True(content.IsFileSystem);
    }

    public static TheoryData<string, string, bool> OthersDisks => new()
    {
        { "ext4", """mkfs.ext4 -q "$1" """, true },
        { "ext4", """mkfs.ext2 -q "$1" """, true },
        { "xfs", """mkfs.xfs -q "$1" """, true },
        { "btrfs", """mkfs.btrfs -q "$1" """, true },
        { "swap", """mkswap "$1" """, true },
        { "vfat", """mkfs.vfat "$1" """, true },
        { "vfat", """mkfs.vfat -F 32 "$1" """, true },
        { "exfat", """mkfs.exfat "$1" """, true },
        { "f2fs", """mkfs.f2fs "$1" """, true },
        { "LUKS", """printf pw | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 "$1" - """, false },
        { "LUKS", """printf pw | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$1" - """, false },
        { "LVM", """printf 'LABELONE\1\0\0\0\0\0\0\0\0\0\0\0\40\0\0\0LVM2 001' | dd of="$1" bs=1 seek=512 conv=notrunc status=none""", false },
        { "md array", """printf '\374\116\053\251' | dd of="$1" bs=1 seek=4096 conv=notrunc status=none""", false },
        { "md array", """printf '\374\116\053\251' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 65536)) conv=notrunc status=none""", false },
        { "md array", """printf '\374\116\053\251' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 8192)) conv=notrunc status=none""", false },
        { "ZFS", """printf '\014\261\272\0\0\0\0\0' | dd of="$1" bs=1 seek=135168 conv=notrunc status=none""", false },
        { "BitLocker", """printf 'abc-FVE-FS-' | dd of="$1" conv=notrunc status=none""", false },
        { "ReFS", """printf 'abcReFS\0\0\0\0' | dd of="$1" conv=notrunc status=none""", false },
        { "unknown data", """echo something | dd of="$1" bs=1 seek=12345 conv=notrunc status=none""", false },
        { "unknown data", """echo something | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 77)) conv=notrunc status=none""", false },
        { "unknown data", """dd if=/dev/urandom of="$1" bs=1M count=32 conv=notrunc status=none""", false },
        { "unknown data", """mkfs.ext4 -q "$1"; dd if=/dev/zero of="$1" bs=1M count=1 conv=notrunc status=none; dd if=/dev/urandom of="$1" bs=1M seek=8 count=32 conv=notrunc status=none""", false },
        { "still there", """printf 'label: gpt\n,\n' | sfdisk -q "$1"; mkfs.ext4 -q -E offset=1048576 "$1" 100M; sfdisk -q --delete "$1" 1""", false },
        { "partition with a file system (ext4)", """printf 'label: gpt\n,\n' | sfdisk -q "$1"; mkfs.ext4 -q -E offset=1048576 "$1" 100M""", true },
        { "partition with unknown data", """printf 'label: dos\n,\n' | sfdisk -q "$1"; echo mine | dd of="$1" bs=1M seek=1 conv=notrunc status=none""", false },
        { "2 partitions", Volume("""printf 'label: dos\nsize=20M, type=7\ntype=7\n' | sfdisk -q "$1" """, "") + "\n" + """mkntfs -q -F -Q "$1.2" 40000 >/dev/null; dd if="$1.2" of="$1" bs=1M seek=1 conv=notrunc status=none; rm "$1.2" """, true },
    };

    [Theory, MemberData(nameof(OthersDisks))]
    public void Classifies_other_content_as_data(string reason, string script, bool isFileSystem)
    {
        if (reason == "2 partitions") script = "truncate -s 20M \"$1.2\"\n" + script;
        using var image = new DiskImage(512, script);
        var content = Assert.IsType<DiskContent.HasData>(image.Classify());
        Assert.Contains(reason, content.Reason, StringComparison.Ordinal);
        Assert.Equal(isFileSystem, content.IsFileSystem);
    }

    [Theory]
    [InlineData("a copy of the GUID table that is damaged", -512, "damaged")]
    [InlineData("a header that is damaged", 512 + 40, "damaged")]
    [InlineData("entries that are damaged", 1024 + 32, "damaged")]
    [InlineData("something before the first partition", 600 * 1024, "outside its partitions")]
    public void Classifies_a_damaged_partition_table_as_data(string what, long offset, string reason)
    {
        using var image = new DiskImage(96, Volume(Gpt, Readme));
        image.Overwrite(offset, 0x77);
        var content = Assert.IsType<DiskContent.HasData>(image.Classify());
        Assert.True(content.Reason.Contains(reason, StringComparison.Ordinal), $"{what}: {content.Reason}");
    }

    [Fact]
    public void Classifies_an_enlarged_disk_as_data()
    {
        using var image = new DiskImage(96, Volume(Gpt, Readme) + "\ntruncate -s 128M \"$1\"");
        Assert.Contains("another size", Assert.IsType<DiskContent.HasData>(image.Classify()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Classifies_a_disk_that_is_too_small_as_data()
    {
        using var image = new DiskImage(8);
        Assert.IsType<DiskContent.HasData>(image.Classify());
    }

    /// <summary>An interruption directly after the marker was written: the platform's content with the marker.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("""printf 'label: gpt\n' | sfdisk -q "$1" """, false)]
    [InlineData("""printf 'label: gpt\n,\n' | sfdisk -q "$1" """, false)]
    [InlineData("""printf 'label: dos\nstart=2048, type=7\n' | sfdisk -q "$1" """, false)]
    [InlineData("""printf 'label: dos\n,\n' | sfdisk -q "$1"; echo mine | dd of="$1" bs=1M seek=1 conv=notrunc status=none""", true)]
    [InlineData("""printf 'label: gpt\n' | sfdisk -q "$1"; echo mine | dd of="$1" bs=512 seek=$((95 * 2048 + 1000)) conv=notrunc status=none""", true)]
    public void Ignores_the_marker_when_it_searches_for_data(string script, bool hasData)
    {
        using var image = new DiskImage(96, script);
        long length = 96 * Mebibyte;
        image.Overwrite(DiskMarker.OffsetOn(length), new DiskMarker("ext4", "b3c0e7a4-9d12-4f1e-8a55-0c7e1f2a3b4d", length, IsComplete: false).Block());
        Assert.Equal(hasData, image.Classify() is DiskContent.HasData);
    }

    /// <summary>A volume with a user file is never classified as empty, whichever byte changes and wherever the image ends.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Never_classifies_a_damaged_volume_with_a_user_file_as_empty(int seed)
    {
        using var image = new DiskImage(48, Volume(seed == 3 ? GptWithReserved : Mbr, Readme + "\necho mine >\"$2/thesis.txt\"", seed == 2 ? "-c 512" : ""));
        byte[] original = File.ReadAllBytes(image.Path);
        var random = new Random(seed);
        // Where the structures are: the first 64 KiB of the table and the volume, the file table, and random places.
        long volume = seed == 3 ? 34816 * 512 : Mebibyte;
        long table = volume + (BitConverter.ToInt64(original, (int)volume + 48) * original[volume + 13] * 512);
        byte[] bytes = [.. original];
        var damaged = new List<long>();
        int rounds = Effort.Of(quick: 300, all: 1500);
        for (int round = 0; round < rounds; round++)
        {
            int length = round % 50 == 0 ? random.Next(1, original.Length) : original.Length;
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                long at = random.Next(4) switch { 0 => random.Next(512), 1 => volume + random.Next(128), 2 => table + (5 * 1024) + random.Next(1024), _ => table + random.Next(16384) };
                if (at >= length) continue;
                bytes[at] = (byte)random.Next(256);
                damaged.Add(at);
            }
            // Damage in the name of a file may change the name, but the file remains a user file.
            var content = DiskClassifier.Classify(new DiskBytes(new MemoryStream(bytes, 0, length)));
            Assert.True(content is DiskContent.HasData, $"seed {seed}, round {round}: {content}");
            foreach (long at in damaged) bytes[at] = original[at];
            damaged.Clear();
        }
    }
}
