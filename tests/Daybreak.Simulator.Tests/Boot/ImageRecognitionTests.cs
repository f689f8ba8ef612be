using System.Buffers.Binary;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Tests.Boot;

public sealed class ImageRecognitionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("daybreak-images-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(510, new byte[] { 0x55, 0xaa })]
    [InlineData(512, new byte[] { (byte)'E', (byte)'F', (byte)'I', (byte)' ', (byte)'P', (byte)'A', (byte)'R', (byte)'T' })]
    [InlineData(4096, new byte[] { (byte)'E', (byte)'F', (byte)'I', (byte)' ', (byte)'P', (byte)'A', (byte)'R', (byte)'T' })]
    [InlineData(1080, new byte[] { 0x53, 0xef })]
    public void Recognises_raw_disks_with_a_partition_table_or_an_ext_file_system(int offset, byte[] magic) => Assert.Equal(DiskFormat.Raw, Disk("x.vhd", Content(offset, magic)).Format);

    [Fact]
    public void Recognises_qcow2_by_content_regardless_of_the_name() => Assert.Equal(DiskFormat.Qcow2, Disk("disk.raw", Content(0, [(byte)'Q', (byte)'F', (byte)'I', 0xfb])).Format);

    [Fact]
    public void Recognises_fixed_VHDs_and_excludes_the_footer_from_the_disk()
    {
        var image = Disk("disk.img", Vhd(2));
        Assert.Equal((DiskFormat.FixedVhd, 7680L), (image.Format, image.Size));
        Assert.Contains("\"size\":7680", image.Reference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7681)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Rejects_truncated_fixed_VHDs(long size) => AssertRefused("disk.vhd", Vhd(2, size), $"declares {size} bytes, the file has 7680");

    [Theory]
    [InlineData(3u, "is a dynamic VHD: convert it to a fixed VHD")]
    [InlineData(4u, "is a differencing VHD")]
    [InlineData(9u, "is a VHD of unknown type 9")]
    public void Rejects_other_VHDs_with_advice(uint type, string expected) => AssertRefused("disk.vhd", Vhd(type), expected);

    [Theory]
    [InlineData(new byte[] { (byte)'v', (byte)'h', (byte)'d', (byte)'x', (byte)'f', (byte)'i', (byte)'l', (byte)'e' }, "is a VHDX")]
    [InlineData(new byte[] { (byte)'K', (byte)'D', (byte)'M', (byte)'V' }, "is a VMDK")]
    [InlineData(new byte[] { 0x1f, 0x8b, 8 }, "is compressed with gzip: decompress it")]
    [InlineData(new byte[] { 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0 }, "is compressed with xz")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, "is compressed with zstd")]
    [InlineData(new byte[] { (byte)'#', (byte)'!' }, "is not a supported disk: expected a raw disk")]
    [InlineData(new byte[] { (byte)'c', (byte)'o', (byte)'n', (byte)'e', (byte)'c', (byte)'t', (byte)'i', (byte)'x' }, "starts like a dynamic VHD but has no footer")]
    public void Rejects_unsupported_formats(byte[] start, string expected) => AssertRefused("image", Content(0, start), expected);

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    public void Rejects_files_smaller_than_a_sector(int size) => AssertRefused("small", new byte[size], $"has {size} bytes: too small for a disk");

    [Fact]
    public void Rejects_missing_files() =>
        Assert.Contains("cannot be read", Assert.IsType<RecognisedImage.Refused>(ImageRecognition.Recognise(Path.Combine(_directory, "nothing"))).Reason, StringComparison.Ordinal);

    [Fact]
    public void Recognises_directories_with_an_init_as_root_directories()
    {
        Assert.Contains("without /sbin/init", Assert.IsType<RecognisedImage.Refused>(ImageRecognition.Recognise(_directory)).Reason, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_directory, "etc"));
        Directory.CreateDirectory(Path.Combine(_directory, "sbin"));
        // Distributions use an absolute link, which does not resolve outside of the root directory.
        File.CreateSymbolicLink(Path.Combine(_directory, "sbin/init"), "/lib/systemd/there-is-no-such-thing");
        Assert.Equal(_directory, Assert.IsType<RecognisedImage.Root>(ImageRecognition.Recognise(_directory)).Path);
    }

    private static byte[] Content(int offset, byte[] magic)
    {
        var content = new byte[8192];
        magic.CopyTo(content, offset);
        return content;
    }

    private static byte[] Vhd(uint type, long size = 7680)
    {
        var content = Content(510, [0x55, 0xaa]);
        "conectix"u8.CopyTo(content.AsSpan(content.Length - 512));
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(content.Length - 512 + 60), type);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(content.Length - 512 + 48), size);
        return content;
    }

    private DiskImage Disk(string name, byte[] content) => Assert.IsType<RecognisedImage.Disk>(ImageRecognition.Recognise(Write(name, content))).Image;

    private void AssertRefused(string name, byte[] content, string expected) =>
        Assert.Contains(expected, Assert.IsType<RecognisedImage.Refused>(ImageRecognition.Recognise(Write(name, content))).Reason, StringComparison.Ordinal);

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
