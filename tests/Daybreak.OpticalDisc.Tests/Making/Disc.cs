using System.Text;

namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>Shortcuts: open a disc that a test expects to be valid, or get the error of an invalid one.</summary>
internal static class Disc
{
    public static OpticalDiscImage Open(byte[] image, DiscLimits? limits = null) => Open(new CountingStream(image), limits);

    public static OpticalDiscImage Open(Stream stream, DiscLimits? limits = null)
    {
        Assert.True(OpticalDiscImage.TryOpen(stream, limits, out var disc, out var error), error?.ToString());
        return disc;
    }

    public static OpticalDiscImage OpenAs(DiscFormat format, byte[] image)
    {
        Assert.True(OpticalDiscImage.TryOpenAs(format, new CountingStream(image), null, out var disc, out var error), error?.ToString());
        return disc;
    }

    public static DiscError ErrorOf(byte[] image, DiscLimits? limits = null)
    {
        Assert.False(OpticalDiscImage.TryOpen(new CountingStream(image), limits, out var disc, out var error), disc?.Choice);
        return error;
    }

    public static byte[] Read(this OpticalDiscImage disc, string path)
    {
        Assert.True(disc.TryFind(path, out var entry, out var error), error?.ToString());
        Assert.True(entry.TryReadAllBytes(long.MaxValue, out var bytes, out error), error?.ToString());
        return bytes;
    }

    /// <summary>The first error of opening the disc, finding the file and reading it.</summary>
    public static DiscError ErrorOfReading(byte[] image, string path, DiscLimits? limits = null)
    {
        if (OpticalDiscImage.TryOpen(new CountingStream(image), limits, out var disc, out var error)
            && disc.TryFind(path, out var entry, out error)
            && entry.TryReadAllBytes(long.MaxValue, out _, out error))
        {
            Assert.Fail("The damage was not detected.");
        }

        return error!;
    }

    /// <summary>All files with their content, and all directories (with a slash at the end), by path.</summary>
    public static SortedDictionary<string, byte[]> Tree(this OpticalDiscImage disc)
    {
        var tree = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        Walk(disc.Root, tree);
        return tree;
    }

    private static void Walk(DiscEntry directory, SortedDictionary<string, byte[]> tree)
    {
        Assert.True(directory.TryList(out var entries, out var error), error?.ToString());
        foreach (var entry in entries)
        {
            if (entry.IsDirectory)
            {
                tree.Add(entry.Path + "/", []);
                Walk(entry, tree);
            }
            else if (entry.TryReadAllBytes(long.MaxValue, out var bytes, out error))
            {
                tree.Add(entry.Path, bytes);
            }
            else
            {
                Assert.Equal(DiscErrorReason.NotAFile, error.Reason);
                tree.Add(entry.Path, Encoding.ASCII.GetBytes("not a file"));
            }
        }
    }

    public static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
