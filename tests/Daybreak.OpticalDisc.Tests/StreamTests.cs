using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests;

/// <summary>How the library reads the stream of a disc, and the streams that it returns.</summary>
public sealed class StreamTests
{
    private static readonly byte[] Content = Disc.Noise(100_000);
    private static readonly byte[] Image = new UdfBuilder().Build(new UdfFolder("", new UdfFile("a", Content) { ExtentBlocks = 7 }, new UdfFile("b", [1])));

    [Fact]
    public void Reads_a_device_of_unknown_length()
    {
        var stream = new CountingStream(Image, knowsItsLength: false);
        Assert.Equal(Content, Disc.Open(stream).Read("a"));
        Assert.InRange(stream.Reads, 1, 20);
    }

    [Fact]
    public void Reads_sectors_again_after_the_cache_was_cleared()
    {
        var stream = new CountingStream(Image);
        var disc = Disc.Open(stream);
        Assert.Equal([1], disc.Read("b"));
        int reads = stream.Reads;
        Assert.Equal([1], disc.Read("b"));
        Assert.Equal(reads, stream.Reads);
        disc.Forget();
        Assert.Equal([1], disc.Read("b"));
        Assert.True(stream.Reads > reads, $"{stream.Reads}");
    }

    [Fact]
    public void Fails_only_for_the_data_in_a_bad_sector()
    {
        var stream = new CountingStream(Image);
        var disc = Disc.Open(stream);
        Assert.True(disc.TryFind("a", out var entry, out _));
        Assert.True(entry.TryOpen(out var content, out _));

        stream = new CountingStream(Image);
        stream.BadSectors.Add(17 + UdfBuilder.PartitionStart);
        stream.BadSectors.Add(257);
        disc = Disc.Open(stream);
        Assert.Equal([1], disc.Read("b"));
        Assert.True(disc.TryFind("a", out entry, out _));
        Assert.Throws<IOException>(() => entry.TryReadAllBytes(1 << 20, out _, out _));
        stream.BadSectors.Clear();
        Assert.Equal(Content, disc.Read("a"));
        Assert.NotNull(content);
    }

    [Fact]
    public void Returns_the_content_as_a_seekable_stream()
    {
        Assert.True(Disc.Open(Image).TryFind("a", out var entry, out _));
        Assert.True(entry.TryOpen(out var content, out _));
        using (content)
        {
            Assert.True(content is { CanRead: true, CanSeek: true, CanWrite: false, Length: 100_000 });
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            Assert.Equal(Content, copy.ToArray());
            Assert.Equal(-1, content.ReadByte());
            Assert.Equal(99_990, content.Seek(-10, SeekOrigin.End));
            var end = new byte[20];
            Assert.Equal(10, content.Read(end, 5, 15));
            Assert.Equal(Content[^10..], end[5..15]);
            Assert.Equal(14_330, content.Seek(14_330, SeekOrigin.Begin));
            Assert.Equal(14_335, content.Seek(5, SeekOrigin.Current));
            Assert.Equal(Content[14_335], content.ReadByte());
            Assert.Throws<ArgumentOutOfRangeException>(() => content.Seek(-1, SeekOrigin.Begin));
            Assert.Throws<NotSupportedException>(() => content.SetLength(1));
            Assert.Throws<NotSupportedException>(() => content.Write([1], 0, 1));
        }
    }

    [Fact]
    public void Throws_for_a_stream_that_cannot_seek()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        Assert.Throws<ArgumentException>(() => OpticalDiscImage.TryOpen(pipe, null, out _, out _));
    }

    [Fact]
    public void Finds_paths_with_extra_slashes_and_other_letter_case()
    {
        var disc = Disc.Open(new UdfBuilder().Build(new UdfFolder("", new UdfFolder("Folder", new UdfFile("file", [7])))));
        foreach (var path in new[] { "Folder/file", "/Folder/file", "//folder//FILE" })
        {
            Assert.True(disc.TryFind(path, out var entry, out _));
            Assert.Equal(("file", "/Folder/file", false), (entry.Name, entry.Path, entry.IsDirectory));
            Assert.Equal("/Folder/file", entry.ToString());
        }

        Assert.True(disc.TryFind("/", out var root, out _));
        Assert.Equal(("", "/", true), (root.Name, root.Path, root.IsDirectory));
        Assert.False(disc.TryFind("Folder/../Folder", out _, out var error));
        Assert.Equal(DiscErrorReason.NotFound, error.Reason);
        Assert.False(disc.TryFind("Folder/file/more", out _, out error));
        Assert.Equal((DiscErrorReason.NotADirectory, "/Folder/file"), (error.Reason, error.Structure));
    }
}
