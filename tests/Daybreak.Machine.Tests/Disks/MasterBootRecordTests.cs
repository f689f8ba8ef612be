using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Tests.Disks;

/// <summary>An invalid entry of a master boot record means that the disk contains data.</summary>
public class MasterBootRecordTests
{
    private const uint Sectors = 16 * 1024 * 2;

    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(0, 0x80)]
    [InlineData(3, 0x00)]
    public void An_empty_partition_allows_formatting(int number, byte flag) =>
        Assert.Equal(new DiskContent.Empty("an empty partition table"), new DiskInMemory().Entry(number, 7, 2048, Sectors - 2048, flag).Classify());

    [Theory]
    [InlineData(7, 2048, 1000, 0x01, "its partition table is invalid")]
    [InlineData(7, 2048, 1000, 0x81, "its partition table is invalid")]
    [InlineData(0, 2048, 1000, 0, "its partition table has an entry that does not fit the disk")]
    [InlineData(7, 2048, 0, 0, "its partition table has an entry that does not fit the disk")]
    [InlineData(7, 0, 1000, 0, "its partition table has an entry that does not fit the disk")]
    [InlineData(7, 2048, Sectors - 2047, 0, "its partition table has an entry that does not fit the disk")]
    [InlineData(7, uint.MaxValue, 1, 0, "its partition table has an entry that does not fit the disk")]
    [InlineData(0xee, 1, Sectors - 1, 0, "its GUID partition table is missing")]
    public void An_invalid_entry_is_data(byte type, uint start, uint sectors, byte flag, string reason)
    {
        for (int number = 0; number < 4; number++) Assert.Equal(reason, new DiskInMemory().Entry(number, type, start, sectors, flag).Reason);
    }

    [Theory]
    [InlineData(2048, 1000, 3047, 1000, true)]
    [InlineData(3047, 1000, 2048, 1000, true)]
    [InlineData(2048, 1000, 2048, 1000, true)]
    [InlineData(2048, 1000, 2500, 10, true)]
    [InlineData(2048, 1000, 3048, 1000, false)]
    [InlineData(3048, 1000, 2048, 1000, false)]
    public void Partitions_that_overlap_are_data(uint start, uint sectors, uint otherStart, uint otherSectors, bool overlap)
    {
        var disk = new DiskInMemory().Entry(0, 7, start, sectors).Entry(1, 7, otherStart, otherSectors);
        Assert.Equal(overlap ? new DiskContent.HasData("its partitions overlap") : new DiskContent.Empty("an empty partition table"), disk.Classify());
    }

    [Theory]
    [InlineData(510)]
    [InlineData(511)]
    public void A_boot_record_without_its_signature_is_unknown_data(int offset) =>
        Assert.Equal("it holds unknown data", new DiskInMemory().Entry(0, 7, 2048, 1000).Write(offset, 0).Reason);

    /// <summary>Only a partition of the type that the platform creates may be formatted without its files being checked.</summary>
    [Fact]
    public void NTFS_in_a_partition_of_another_type_is_data() =>
        Assert.Equal(
            new DiskContent.HasData("it has a partition with a file system (ntfs)", IsFileSystem: true),
            new DiskInMemory().Entry(0, 0x83, 2048, 20000).Write((2048 * 512) + 3, "NTFS    ").Classify());

    [Fact]
    public void NTFS_that_cannot_be_read_is_data() =>
        Assert.Equal("its NTFS volume cannot be read: its boot sector is invalid", new DiskInMemory().Entry(0, 7, 2048, 20000).Write((2048 * 512) + 3, "NTFS    ").Reason);

    [Theory]
    [InlineData(512)]
    [InlineData((2048 * 512) - 1)]
    [InlineData(-1)]
    public void A_byte_outside_the_partitions_is_data(long offset) =>
        Assert.Equal("it holds unknown data outside its partitions", new DiskInMemory().Entry(0, 7, 2048, 4096).Write(offset, 1).Reason);

    [Theory]
    [InlineData(3 * 1024 * 1024)]
    [InlineData(8 * 1024 * 1024)]
    public void Data_of_a_deleted_partition_is_data(long offset) =>
        Assert.Equal(
            "it has no partitions, but the data of a deleted partition is still there", new DiskInMemory().Write(510, 0x55, 0xaa).Write(offset, 1).Reason);

    [Theory]
    [InlineData(2048, 8192)]
    [InlineData(8192, 2048)]
    public void An_encrypted_partition_is_not_a_plain_file_system(uint plain, uint encrypted)
    {
        var disk = new DiskInMemory().Entry(0, 0x83, 2048, 4096).Entry(1, 0x83, 8192, 4096).Ext4(offset: plain * 512);
        Assert.Equal(new DiskContent.HasData("it has a partition with a file system (ext4)", IsFileSystem: true), disk.Classify());
        Assert.False(Assert.IsType<DiskContent.HasData>(disk.Write(encrypted * 512, "LUKS\u00ba\u00be").Classify()).IsFileSystem);
    }
}
