using System.Text;
using Daybreak.CustomData.CloudConfig.Yaml;

namespace Daybreak.CustomData.Tests.CloudConfig.Yaml;

public class YamlReaderTests
{
    public static TheoryData<string> Corpus =>
        [.. Directory.EnumerateFiles(CorpusDirectory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    internal static string CorpusDirectory => Path.Combine(AppContext.BaseDirectory, "CloudConfig", "Yaml", "Corpus");

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Reads_a_cloud_config_as_YamlDotNet_does(string file)
    {
        byte[] text = File.ReadAllBytes(Path.Combine(CorpusDirectory, file));
        var ours = YamlReader.TryRead(text, out var failure);

        Assert.Null(failure);
        Assert.Equal(YamlOracle.Read(Encoding.UTF8.GetString(text)), YamlOracle.Shape(ours!));
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Line_ends_of_Windows_make_no_difference(string file)
    {
        string text = File.ReadAllText(Path.Combine(CorpusDirectory, file));
        var ours = YamlReader.TryRead(Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)), out _);

        Assert.Equal(YamlOracle.Read(text), YamlOracle.Shape(ours!));
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", 2, 1, "\"a\" is defined twice")]
    [InlineData("{a: 1, a: 2}\n", 1, 8, "\"a\" is defined twice")]
    [InlineData("a:\n\t- b\n", 2, 1, "a tab cannot indent")]
    [InlineData("a:\n  b: 1\n\tc: 2\n", 3, 1, "a tab cannot indent")]
    [InlineData("-\ta: 1\n", 1, 2, "a tab cannot indent")]
    [InlineData("a: |\n\tb\n", 2, 1, "a tab cannot indent")]
    [InlineData("a: b: c\n", 1, 5, "a mapping cannot begin here")]
    [InlineData("a: - b\n", 1, 4, "a list cannot begin here")]
    [InlineData("a: 1\n  b: 2\n", 2, 3, "unexpected key")]
    [InlineData("a:\n    b: 1\n  c: 2\n", 3, 3, "indented deeper")]
    [InlineData("- a\n b\n- c\nd\n", 4, 1, "unexpected content")]
    [InlineData("a: 1\nb\n", 2, 1, "the key has no colon")]
    [InlineData("a: &x 1\n", 1, 4, "anchors")]
    [InlineData("a: *x\n", 1, 4, "aliases")]
    [InlineData("? a\n: b\n", 1, 1, "complex keys")]
    [InlineData("%YAML 1.2\n---\na: 1\n", 1, 1, "directives")]
    [InlineData("a: 1\n---\nb: 2\n", 2, 1, "more than one document")]
    [InlineData("a: !!python/object:os.system x\n", 1, 4, "the tag")]
    [InlineData("a: !local x\n", 1, 4, "the tag")]
    [InlineData("a: [1, 2\n", 1, 4, "] is missing")]
    [InlineData("a: [1 2, {b]\n", 1, 12, "a comma or } is missing")]
    [InlineData("a: \"b\n", 1, 4, "is not closed")]
    [InlineData("a: 'b\nc: d'\n", 2, 1, "must be indented")]
    [InlineData("a: \"\\q\"\n", 1, 5, "is not a YAML escape")]
    [InlineData("a: \"\\ud83d\"\n", 1, 5, "incomplete surrogate pair")]
    [InlineData("a: \"\\Uffffffff\"\n", 1, 5, "invalid character code")]
    [InlineData("a: \"x\" y\n", 1, 8, "unexpected text after the value")]
    [InlineData("a: |3x\n", 1, 6, "unexpected text after the value")]
    [InlineData("a: @b\n", 1, 4, "quote it")]
    [InlineData("a: %b\n", 1, 4, "quote it")]
    [InlineData("a: b\0c\n", 1, 5, "U+0000")]
    [InlineData("a: b\rc\n", 1, 5, "U+000D")]
    [InlineData("a: \u001b[1m\n", 1, 4, "U+001B")]
    [InlineData("[a]: b\n", 1, 4, "a mapping cannot begin here")]
    [InlineData("{[a]: b}\n", 1, 2, "a key must be a text")]
    [InlineData("- a\n-b\n", 2, 1, "unexpected content")]
    public void Reports_errors_with_their_place(string text, int line, int column, string sentence)
    {
        Assert.Null(YamlReader.TryRead(Encoding.UTF8.GetBytes(text), out var failure));
        Assert.Contains(sentence, MessageRules.CheckPart(failure!.Sentence), StringComparison.Ordinal);
        Assert.Equal((line, column), (failure.Line, failure.Column));
    }

    [Fact]
    public void Reports_invalid_UTF8_with_its_place()
    {
        Assert.Null(YamlReader.TryRead([.. "a: 1\nb: "u8, 0xff, .. "\n"u8], out var failure));
        Assert.Equal(new YamlFailure(2, 4, "the text is not UTF-8"), failure);
        Assert.NotNull(YamlReader.TryRead("a: \uFFFD\n"u8, out _));
    }

    [Theory]
    [InlineData("[", 10_000)]
    [InlineData("{a: ", 10_000)]
    [InlineData("- ", 10_000)]
    [InlineData("[a: ", 10_000)]
    public void Rejects_deep_nesting(string opening, int times)
    {
        Assert.Null(YamlReader.TryRead(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, times))), out var failure));
        Assert.Contains("nesting is deeper than 64", failure!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_deep_nesting_by_indentation()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 1000; i++) text.Append(' ', i).Append("a:\n");
        Assert.Null(YamlReader.TryRead(Encoding.UTF8.GetBytes(text.ToString()), out var failure));
        Assert.Contains("nesting is deeper than 64", failure!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: ", "x", "\n")]
    [InlineData("a: \"", "x\\n", "\"\n")]
    [InlineData("a: '", "x y ", "'\n")]
    [InlineData("a: |\n", "  x\n", "")]
    [InlineData("a: >\n", "  x\n\n", "")]
    [InlineData("a:", "\n  x", "\n")]
    [InlineData("a: \"", "\n x", "\"\n")]
    public void A_scalar_of_a_megabyte_is_read_in_linear_time(string begin, string piece, string end)
    {
        string text = begin + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + end;
        long before = GC.GetAllocatedBytesForCurrentThread();
        var read = YamlReader.TryRead(Encoding.UTF8.GetBytes(text), out var failure);
        Assert.Null(failure);
        Assert.True(read!["a"]!.Text.Length > 100_000);
        // Anything that copies the text again for each piece allocates gigabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public void Rejects_too_many_values_and_too_long_a_text()
    {
        Assert.Null(YamlReader.TryRead(Encoding.UTF8.GetBytes("[" + string.Concat(Enumerable.Repeat("1,", 100_001)) + "]"), out var failure));
        Assert.Contains("more than 100000 values", failure!.Sentence, StringComparison.Ordinal);
        Assert.Null(YamlReader.TryRead(new byte[YamlReader.SizeLimit + 1], out failure));
        Assert.Contains("longer than 4 MiB", failure!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_knows_its_place()
    {
        var read = YamlReader.TryRead("#cloud-config\nusers:\n  - name: alice\n    sudo: [a,\n      b]\n"u8, out _)!;
        Assert.Equal("line 3, column 11", read["users"]!.Items[0]["name"]!.Place);
        Assert.Equal("line 5, column 7", read["users"]!.Items[0]["sudo"]!.Items[1].Place);
        Assert.Equal("line 2, column 1", read.Keys[0].Place);
    }
}
