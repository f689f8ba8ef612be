using System.Diagnostics;
using System.Globalization;
using Daybreak.OpticalDisc.Tests.Making;
using Daybreak.OpticalDisc.Tests.RealDiscs;

namespace Daybreak.OpticalDisc.Tests.Fuzzing;

/// <summary>Mutations of valid discs: the reader always returns a result, without an exception and within its limits.</summary>
/// <remarks>The seed is fixed. DAYBREAK_FUZZ_SECONDS runs the test longer, from a random seed that is printed with a failure.</remarks>
public sealed class FuzzTests
{
    private static readonly int Mutations = Effort.Of(quick: 2_000, all: 12_000);
    private static readonly DiscLimits Limits = new() { MaxFileSize = 1 << 20, MaxDirectoryEntries = 500, MaxDepth = 10, MaxStructureBytes = 1 << 20 };

    // Each open may read up to the limit, and finding the end of the image needs some more reads.
    private static readonly long ReadBudget = Limits.MaxStructureBytes + 4 * 64 * 16384;

    public static TheoryData<string> Seeds() => ["udf 1.02 bridge", "udf 2.01 of 512", "udf 1.50 sparable", "rock ridge", "joliet"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Returns_a_result_for_a_mutated_disc(string seed)
    {
        var original = Make(seed);
        Assert.NotEmpty(Disc.Open(original.ToArray()).Tree());
        var seconds = Environment.GetEnvironmentVariable("DAYBREAK_FUZZ_SECONDS") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var start = seconds > 0 ? Environment.TickCount : 20_240_101;
        var mutator = new Mutator(original);
        var watch = Stopwatch.StartNew();
        var image = original.ToArray();
        int run = 0, damaged = 0;
        for (; seconds > 0 ? watch.Elapsed.TotalSeconds < seconds : run < Mutations; run++)
        {
            var length = mutator.Mutate(image, start + run);
            try
            {
                if (!Explore(image.AsMemory(0, length))) damaged++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                throw new InvalidOperationException($"Mutation {start + run} of \"{seed}\".", e);
            }

            mutator.Restore(image);
        }

        // Ensures that the mutations are effective, but do not make every disc unreadable.
        Assert.InRange(run, 200, int.MaxValue);
        Assert.InRange(damaged, run / 20, run - run / 20);
    }

    /// <summary>Lists and reads everything within a number of calls. Returns false if there was an error.</summary>
    private static bool Explore(ReadOnlyMemory<byte> image)
    {
        var stream = new CountingStream(image);
        var memory = GC.GetAllocatedBytesForCurrentThread();
        var opened = OpticalDiscImage.TryOpen(stream, Limits, out var disc, out var error);
        Assert.InRange(stream.BytesRead, 0, 2 * ReadBudget);
        var sound = opened && disc!.Notes.Count == 0;
        if (!opened)
        {
            AssertSentence(error!);
            return false;
        }

        var calls = 40;
        var pending = new Stack<DiscEntry>();
        pending.Push(disc!.Root);
        while (pending.Count > 0 && calls-- > 0)
        {
            var before = stream.BytesRead;
            var entry = pending.Pop();
            if (entry.IsDirectory)
            {
                if (entry.TryList(out var entries, out error)) foreach (var child in entries) pending.Push(child);
            }
            else if (entry.TryReadAllBytes(Limits.MaxFileSize, out var bytes, out error))
            {
                Assert.InRange(bytes.Length, 0, Limits.MaxFileSize);
            }

            Assert.InRange(stream.BytesRead - before, 0, ReadBudget + 16 * Limits.MaxFileSize);
            if (error is null) continue;
            sound = false;
            AssertSentence(error);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0, 200L << 20);
        return sound;
    }

    private static void AssertSentence(DiscError error)
    {
        var sentence = error.ToString();
        Assert.InRange(sentence.Length, 10, 2000);
        Assert.NotEmpty(error.Structure);
        Assert.NotEmpty(error.Detail);
    }

    private static byte[] Make(string seed)
    {
        switch (seed)
        {
            case "udf 2.01 of 512":
                return new UdfBuilder { SectorSize = 512, Revision = 0x201, ExtendedEntries = true, SplitSequence = true }.Build(Content(512));
            case "udf 1.50 sparable":
                return new UdfBuilder { SectorSize = 512, Revision = 0x150, Type2Map = "*UDF Sparable Partition", MovedPackets = [0, 24] }.Build(Content(512));
        }

        using var tool = new DiscTool();
        Directory.CreateDirectory(tool.Tree + "/a/b/c/d/e/f/g/h");
        File.WriteAllText(tool.Tree + "/a/b/c/d/e/f/g/h/deep.txt", "deep");
        for (var i = 0; i < 12; i++) File.WriteAllText($"{tool.Tree}/{i}{new string('n', 10 + (i == 7 ? 200 : 7 * i))}", new string('c', 500 * i));
        return seed switch
        {
            "udf 1.02 bridge" => tool.Genisoimage("-udf", "-J", "-joliet-long", "-no-pad", "-D"),
            "joliet" => tool.Genisoimage("-J", "-joliet-long", "-no-pad", "-D"),
            _ => tool.Genisoimage("-R", "-no-pad"),
        };
    }

    private static UdfFolder Content(int sector) => new("",
        new UdfFile("pieces", Disc.Noise(12 * sector)) { ExtentBlocks = 1, DescriptorsPerBlock = 3 },
        new UdfFile("long", Disc.Noise(6 * sector)) { Form = Form.Long, ExtentBlocks = 2 },
        new UdfFile("embedded", Disc.Noise(50)) { Form = Form.Embedded, AttributeBytes = 16 },
        new UdfFile("chained", Disc.Noise(5)) { Replaces = [1, 2, 3] },
        new UdfFolder("folder", new UdfFile("\u6f22", [1]), new UdfFile("x", [])) { Form = Form.Embedded, Deleted = "gone" });
}
