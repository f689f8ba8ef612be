using System.Text;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.RealDiscs;

/// <summary>The content of the real discs: nested and large directories, long, Latin-1 and CJK names, an empty file, a large one.</summary>
internal static class SampleTree
{
    public const string Latin = "na\u00efve caf\u00e9.txt";
    public const string Cjk = "\u6f22\u5b57\u304b\u306a.txt";
    public static readonly string LongName = new string('n', 60) + ".txt";

    public static SortedDictionary<string, byte[]> Write(string folder, bool links = false)
    {
        var tree = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["/ovf-env.xml"] = Encoding.UTF8.GetBytes("<Environment xmlns=\"http://schemas.dmtf.org/ovf/environment/1\"/>\n"),
            ["/empty"] = [],
            ["/README"] = [1, 2, 3],
            ["/" + Latin] = Encoding.UTF8.GetBytes("latin"),
            ["/" + Cjk] = Encoding.UTF8.GetBytes("cjk"),
            ["/" + LongName] = Encoding.UTF8.GetBytes("long"),
            ["/big.bin"] = Disc.Noise(700_001),
            ["/one/"] = [],
            ["/one/two/"] = [],
            ["/one/two/three/"] = [],
            ["/one/two/three/deep.txt"] = Encoding.UTF8.GetBytes("deep"),
            ["/crowd/"] = [],
        };
        for (var i = 0; i < 150; i++) tree[$"/crowd/one of many files that fill a directory, number {i}.txt"] = Encoding.ASCII.GetBytes($"{i}");

        Directory.CreateDirectory(folder);
        foreach (var (path, content) in tree)
        {
            if (path.EndsWith('/')) Directory.CreateDirectory(folder + path);
            else File.WriteAllBytes(folder + path, content);
        }

        if (links)
        {
            File.CreateSymbolicLink(folder + "/link", "README");
            tree["/link"] = Encoding.ASCII.GetBytes("not a file");
        }

        return tree;
    }

    public static void AssertSame(SortedDictionary<string, byte[]> expected, SortedDictionary<string, byte[]> found)
    {
        Assert.Equal(expected.Keys, found.Keys);
        foreach (var (path, content) in expected) Assert.True(content.AsSpan().SequenceEqual(found[path]), path);
    }
}
