using System.Buffers.Binary;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Tests.Boot;

public sealed class ImageRecognitionTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("daybreak-images-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(510, new byte[] { 0x55, 0xaa })]
    [InlineData(512, new byte[] { (byte)'E', (byte)'F', (byte)'I', (byte)' ', (byte)'P', (byte)'A', (byte)'R', (byte)'T' })]
    [InlineData(4096, new byte[] { (byte)'E', (byte)'F', (byte)'I', (byte)' ', (byte)'P', (byte)'A', (byte)'R', (byte)'T' })]
    [InlineData(1080, new byte[] { 0x53, 0xef })]
    public void A_partition_table_or_an_ext_file_system_makes_a_raw_disk(int offset, byte[] magic) => Assert.Equal(DiskFormat.Raw, Disk("x.vhd", Content(offset, magic)).Format);

    [Fact]
    public void A_qcow2_is_known_by_its_magic_and_not_by_its_name() => Assert.Equal(DiskFormat.Qcow2, Disk("disk.raw", Content(0, [(byte)'Q', (byte)'F', (byte)'I', 0xfb])).Format);

    [Fact]
    public void A_fixed_VHD_is_known_by_its_footer_which_is_no_part_of_the_disk()
    {
        var image = Disk("disk.img", Vhd(2));
        Assert.Equal((DiskFormat.FixedVhd, 7680L), (image.Format, image.Size));
        Assert.Contains("\"size\":7680", image.Reference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7681)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_fixed_VHD_that_is_not_whole_is_refused(long size) => AssertRefused("disk.vhd", Vhd(2, size), $"tells of {size} bytes, and 7680 are there");

    [Theory]
    [InlineData(3u, "is a dynamic VHD: qemu-img convert -O vpc -o subformat=fixed,force_size")]
    [InlineData(4u, "is a differencing VHD")]
    [InlineData(9u, "is a VHD of the unknown type 9")]
    public void Other_VHDs_are_refused_with_what_to_do(uint type, string expected) => AssertRefused("disk.vhd", Vhd(type), expected);

    [Theory]
    [InlineData(new byte[] { (byte)'v', (byte)'h', (byte)'d', (byte)'x', (byte)'f', (byte)'i', (byte)'l', (byte)'e' }, "is a VHDX")]
    [InlineData(new byte[] { (byte)'K', (byte)'D', (byte)'M', (byte)'V' }, "is a VMDK")]
    [InlineData(new byte[] { 0x1f, 0x8b, 8 }, "is compressed by gzip: decompress it")]
    [InlineData(new byte[] { 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0 }, "is compressed by xz")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, "is compressed by zstd")]
    [InlineData(new byte[] { (byte)'#', (byte)'!' }, "is no disk that is known here: expected a raw disk")]
    [InlineData(new byte[] { (byte)'c', (byte)'o', (byte)'n', (byte)'e', (byte)'c', (byte)'t', (byte)'i', (byte)'x' }, "begins as a dynamic VHD but has no footer")]
    public void What_cannot_be_started_is_named(byte[] start, string expected) => AssertRefused("image", Content(0, start), expected);

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    public void What_is_smaller_than_a_sector_is_no_disk(int size) => AssertRefused("small", new byte[size], $"has {size} bytes, which is no disk");

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Assert.Contains("cannot be read", Assert.IsType<RecognisedImage.Refused>(ImageRecognition.Recognise(Path.Combine(directory, "nothing"))).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_directory_with_an_init_is_a_root_directory_and_another_is_not()
    {
        Assert.Contains("without /sbin/init", Assert.IsType<RecognisedImage.Refused>(ImageRecognition.Recognise(directory)).Reason, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(directory, "etc"));
        Directory.CreateDirectory(Path.Combine(directory, "sbin"));
        // As distributions have it: a link that leads nowhere outside of the root directory.
        File.CreateSymbolicLink(Path.Combine(directory, "sbin/init"), "/lib/systemd/there-is-no-such-thing");
        Assert.Equal(directory, Assert.IsType<RecognisedImage.Root>(ImageRecognition.Recognise(directory)).Path);
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
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
