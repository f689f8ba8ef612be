namespace Daybreak.Architecture.Tests;

/// <summary>Rules for the text of the source files in src/.</summary>
public sealed class SourceTests
{
    private const int MostLines = 250;

    // Files that are longer today, and by how much they may be. Entries are removed and lowered, never added.
    private static readonly Dictionary<string, int> LongFiles = new()
    {
        ["AccountLocks.cs"] = 260,
    };

    private static IEnumerable<string> Sources => Directory.GetFiles(Path.Combine(Layers.Repository, "src"), "*.cs", SearchOption.AllDirectories);

    [Fact]
    public void No_file_is_longer_than_250_lines() =>
        Assert.Empty(Sources.Select(file => (Name: Path.GetFileName(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LongFiles.GetValueOrDefault(file.Name, MostLines)));

    [Fact]
    public void The_list_of_long_files_has_no_file_that_is_short_enough()
    {
        var lengths = Sources.ToLookup(Path.GetFileName, file => File.ReadLines(file).Count());
        Assert.Empty(LongFiles.Keys.Where(name => !lengths[name].Any(lines => lines > MostLines)));
    }

    [Fact]
    public void Nothing_is_left_unimplemented() =>
        Assert.Empty(Sources.Where(file => File.ReadAllText(file).Contains("NotImplementedException", StringComparison.Ordinal)));
}
