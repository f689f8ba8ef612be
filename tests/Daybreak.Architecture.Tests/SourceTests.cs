namespace Daybreak.Architecture.Tests;

/// <summary>Rules for the text of the source files in src/.</summary>
public sealed class SourceTests
{
    private const int MostLines = 250;

    private static IEnumerable<string> Sources => Directory.GetFiles(Path.Combine(Layers.Repository, "src"), "*.cs", SearchOption.AllDirectories);

    [Fact]
    public void No_file_is_longer_than_250_lines() =>
        Assert.Empty(Sources.Where(file => File.ReadLines(file).Count() > MostLines));

    [Fact]
    public void Nothing_is_left_unimplemented() =>
        Assert.Empty(Sources.Where(file => File.ReadAllText(file).Contains("NotImplementedException", StringComparison.Ordinal)));
}
