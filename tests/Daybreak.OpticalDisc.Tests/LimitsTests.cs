using System.Buffers.Binary;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests;

/// <summary>For each limit: input at the limit is read; input above it is rejected with the number in the message.</summary>
public sealed class LimitsTests
{
    private static readonly DiscLimits Default = DiscLimits.Default;

    [Fact]
    public void Uses_the_documented_defaults() => Assert.Equal(
        new DiscLimits
        {
            MaxFileSize = 16_777_216,
            MaxDirectoryEntries = 10_000,
            MaxDepth = 16,
            MaxExtents = 4096,
            MaxHops = 16,
            MaxVolumeDescriptors = 256,
            MaxStructureBytes = 16_777_216,
        },
        Default);

    [Fact]
    public void Rejects_files_above_the_limit()
    {
        var image = new UdfBuilder().Build(new UdfFolder("", new UdfFile("a", Disc.Noise(5000))));
        Assert.Equal(5000, Disc.Open(image, Default with { MaxFileSize = 5000 }).Read("a").Length);
        AssertLimit("\"a\" has 5000 bytes; the limit is 4999", image, "a", Default with { MaxFileSize = 4999 });

        Assert.True(Disc.Open(image).TryFind("a", out var entry, out _));
        Assert.False(entry.TryReadAllBytes(4999, out _, out var error));
        Assert.Equal("/a: the file has 5000 bytes; the limit is 4999", error.ToString());
    }

    [Fact]
    public void Rejects_directories_with_too_many_entries()
    {
        UdfItem[] files = [.. Enumerable.Range(0, 9).Select(i => new UdfFile($"{i}", [1]))];
        var image = new UdfBuilder().Build(new UdfFolder("", files));
        Assert.Equal(9, Disc.Open(image, Default with { MaxDirectoryEntries = 10 }).Tree().Count);
        AssertLimit("more than 9 entries", image, "8", Default with { MaxDirectoryEntries = 9 });
    }

    [Fact]
    public void Stops_at_the_depth_limit_in_a_directory_that_contains_itself()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFolder("d")));
        // Makes "d" refer to the root.
        var identifier = image.AsSpan(builder.Where["FID /40"]);
        BinaryPrimitives.WriteUInt32LittleEndian(identifier[24..], 2);
        UdfSealer.Reseal(identifier);

        var disc = Disc.Open(image);
        Assert.True(disc.TryFind(string.Concat(Enumerable.Repeat("/d", 16)), out var entry, out var error), error?.ToString());
        Assert.False(entry.TryList(out _, out error));
        Assert.Equal((DiscErrorReason.LimitExceeded, "directories are nested deeper than 16"), (error.Reason, error.Detail));
        Assert.False(disc.TryFind(string.Concat(Enumerable.Repeat("/d", 100_000)), out _, out error));
        Assert.Equal(DiscErrorReason.LimitExceeded, error.Reason);
    }

    [Fact]
    public void Rejects_files_with_too_many_extents()
    {
        var image = new UdfBuilder().Build(new UdfFolder("", new UdfFile("a", Disc.Noise(10 * 2048)) { ExtentBlocks = 1, DescriptorsPerBlock = 4 }));
        // Ten extents and two continuations.
        Assert.Equal(10 * 2048, Disc.Open(image, Default with { MaxExtents = 12 }).Read("a").Length);
        AssertLimit("the file has more than 11 extents", image, "a", Default with { MaxExtents = 11 });
    }

    [Fact]
    public void Stops_at_the_extent_limit_if_a_continuation_refers_to_itself()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFile("a", Disc.Noise(10 * 2048)) { ExtentBlocks = 1, DescriptorsPerBlock = 2 }));
        var at = builder.Where["Allocation Extent Descriptor a 0"];
        var block = image.AsSpan(at, 2048);
        // Its first descriptor now refers to the continuation itself, so the content never grows.
        BinaryPrimitives.WriteUInt32LittleEndian(block[24..], 2048 | 3u << 30);
        BinaryPrimitives.WriteUInt32LittleEndian(block[28..], BinaryPrimitives.ReadUInt32LittleEndian(block[12..]));
        UdfSealer.Reseal(block);
        AssertLimit("the file has more than 4096 extents", image, "a", Default);
    }

    [Fact]
    public void Stops_at_the_hop_limit_if_a_chain_of_entries_refers_to_itself()
    {
        var builder = new UdfBuilder();
        var image = builder.Build(new UdfFolder("", new UdfFile("a", [1]) { Replaces = [2] }));
        var block = image.AsSpan(builder.Where["Indirect Entry a"], 2048);
        BinaryPrimitives.WriteUInt32LittleEndian(block[40..], BinaryPrimitives.ReadUInt32LittleEndian(block[12..]) - 1);
        UdfSealer.Reseal(block);
        AssertLimit("more than 16 indirect entries", image, "a", Default);
    }

    [Fact]
    public void Stops_at_the_hop_limit_if_a_sequence_refers_to_itself()
    {
        var builder = new UdfBuilder { SplitSequence = true };
        var image = builder.Build(new UdfFolder("", new UdfFile("a", [1])));
        var block = image.AsSpan(builder.Where["main Volume Descriptor Pointer"], 2048);
        BinaryPrimitives.WriteUInt32LittleEndian(block[24..], UdfBuilder.MainSequence);
        UdfSealer.Reseal(block);
        var disc = Disc.Open(image);
        Assert.Equal(DiscErrorReason.LimitExceeded, Assert.Single(disc.Notes).Reason);
        Assert.Equal([1], disc.Read("a"));
    }

    [Fact]
    public void Stops_at_the_byte_limit()
    {
        UdfItem[] folders = [.. Enumerable.Range(0, 40).Select(i => new UdfFile($"{new string('x', 200)}{i}", []))];
        var image = new UdfBuilder().Build(new UdfFolder("", folders) { ExtentBlocks = 1 });
        AssertLimit("more than 65536 bytes were read to find this structure", image, "none", Default with { MaxStructureBytes = 65536 });
    }

    private static void AssertLimit(string words, byte[] image, string path, DiscLimits limits)
    {
        var error = Disc.ErrorOfReading(image, path, limits);
        Assert.True(error.Reason == DiscErrorReason.LimitExceeded && error.Detail.Contains(words, StringComparison.Ordinal), $"{error.Reason}: {error}");
    }
}
