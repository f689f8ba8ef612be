using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Tests.Disks;

/// <summary>Whether a disk is formatted depends on its marker, its partition table and its first bytes. In doubt, it contains data.</summary>
public class FormattingDecisionTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public void A_complete_marker_and_its_file_system_are_a_formatted_disk()
    {
        Assert.Equal(new DiskContent.Formatted("ext4", DiskInMemory.Uuid), new DiskInMemory().Marker(isComplete: true).Ext4().Classify());
        Assert.Equal(new DiskContent.Formatted("ext4", DiskInMemory.Uuid, 2), new DiskInMemory().Marker(isComplete: true, members: 2).ArrayMember().Classify());
        var btrfs = new DiskInMemory().Marker(isComplete: true, fileSystem: "btrfs").Write(65536 + 64, "_BHRfS_M").Write(65536 + 32, new Guid(DiskInMemory.Uuid).ToByteArray(bigEndian: true)).Write(65536 + 136, 3);
        Assert.Equal(new DiskContent.Formatted("btrfs", DiskInMemory.Uuid) { Spanned = 3 }, btrfs.Classify());
    }

    [Fact]
    public void A_complete_marker_with_other_content_is_data()
    {
        const string other = "11111111-9d12-4f1e-8a55-0c7e1f2a3b4d";
        Assert.Equal(new DiskContent.HasData("Daybreak formatted it, and its content was replaced later", IsFileSystem: true), new DiskInMemory().Marker(isComplete: true).Ext4(other).Classify());
        Assert.Equal(new DiskContent.HasData("Daybreak formatted it, and its content was replaced later"), new DiskInMemory().Marker(isComplete: true).Classify());
        // A disk with an array has no file system of its own, and a disk without one is no member.
        Assert.IsType<DiskContent.HasData>(new DiskInMemory().Marker(isComplete: true, members: 2).Ext4().Classify());
        Assert.IsType<DiskContent.HasData>(new DiskInMemory().Marker(isComplete: true).ArrayMember().Classify());
        Assert.IsType<DiskContent.HasData>(new DiskInMemory().Marker(isComplete: true, fileSystem: "xfs").Ext4().Classify());
    }

    [Fact]
    public void An_incomplete_marker_allows_formatting_only_its_own_file_system()
    {
        Assert.Equal(new DiskContent.Incomplete(DiskInMemory.Uuid), new DiskInMemory().Marker(isComplete: false).Classify());
        Assert.Equal(new DiskContent.Incomplete(DiskInMemory.Uuid), new DiskInMemory().Marker(isComplete: false).Ext4().Classify());
        Assert.Equal(new DiskContent.Incomplete(DiskInMemory.Uuid, IsMember: true), new DiskInMemory().Marker(isComplete: false, members: 2).ArrayMember().Classify());
        Assert.Equal(
            new DiskContent.HasData("it holds a file system (ext4)", IsFileSystem: true),
            new DiskInMemory().Marker(isComplete: false).Ext4("11111111-9d12-4f1e-8a55-0c7e1f2a3b4d").Classify());
    }

    [Theory]
    [InlineData(1, "begun\n", "whole\n")]
    [InlineData(0, "Daybreak made this temporary disk 1", "Daybreak made this temporary disk 2")]
    [InlineData(0, "16777216", "16777217")]
    [InlineData(0, "16777216", "016777216")]
    [InlineData(0, "begun", "ended")]
    [InlineData(0, "16777216\n", "16777216\n0\n")]
    [InlineData(0, "16777216\n", "16777216\n-2\n")]
    [InlineData(0, "16777216\n", "16777216\n2\n3\n")]
    [InlineData(1, "16777216\n", "16777216\n2\n")]
    [InlineData(0, "16777216\n", "16777216")]
    [InlineData(0, "\0\0", "\n\0x")]
    public void Reads_only_a_marker_exactly_as_it_was_written(int valid, string before, string after)
    {
        var disk = new DiskInMemory();
        byte[] block = new DiskMarker("ext4", DiskInMemory.Uuid, disk.Bytes.Length, IsComplete: false).Block();
        string text = System.Text.Encoding.ASCII.GetString(block);
        int at = text.IndexOf(before, StringComparison.Ordinal);
        text = (text[..at] + after + text[(at + before.Length)..]).PadRight(DiskMarker.Size, '\0')[..DiskMarker.Size];
        Assert.Equal(valid == 1, DiskMarker.Read(disk.Write(DiskMarker.OffsetOn(disk.Bytes.Length), text).Bytes) is not null);
    }

    [Theory]
    [InlineData(16 * Mebibyte, 16_777_216 - 786_432)]
    [InlineData((16 * Mebibyte) + 4095, 16_777_216 - 786_432)]
    [InlineData((16 * Mebibyte) + 4096, 16_781_312 - 786_432)]
    public void The_marker_is_768_KiB_before_the_end_on_a_multiple_of_4_KiB(long length, long offset) => Assert.Equal(offset, DiskMarker.OffsetOn(length));

    [Fact]
    public void Only_a_disk_of_at_least_16_MiB_is_formatted()
    {
        Assert.IsType<DiskContent.Empty>(new DiskInMemory().Classify());
        Assert.Equal("it is smaller than 16 MiB", new DiskInMemory((16 * Mebibyte) - 512).Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Mebibyte - 1)]
    [InlineData(-Mebibyte)]
    [InlineData(-1)]
    [InlineData(16 * Mebibyte / 64)]
    [InlineData((16 * Mebibyte / 64 * 5) + 4095)]
    [InlineData(16 * Mebibyte / 64 * 63)]
    public void A_single_byte_at_an_edge_or_in_a_sample_is_data(long offset) => Assert.Equal("it holds unknown data", new DiskInMemory().Write(offset, 1).Reason);

    [Fact]
    public void A_disk_that_cannot_be_read_is_data()
    {
        using var stream = new Unreadable();
        Assert.Equal("it cannot be read: bad sector", Assert.IsType<DiskContent.HasData>(DiskClassifier.Classify(new DiskBytes(stream))).Reason);
    }

    private sealed class Unreadable() : MemoryStream(new byte[16 * Mebibyte])
    {
        public override int Read(Span<byte> buffer) => throw new IOException("bad sector");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("bad sector");
    }
}
