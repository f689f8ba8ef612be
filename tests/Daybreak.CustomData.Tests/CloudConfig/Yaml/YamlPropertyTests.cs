using System.Text;
using Daybreak.CustomData.CloudConfig.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.CustomData.Tests.CloudConfig.Yaml;

/// <summary>What this reader accepts means the same to a full reader; what it does not understand it refuses.</summary>
public class YamlPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "b c", "- ", ": ", ":", "#", " #x", "\n", "\n  ", "\n ", "\n    ", "'", "\"", "\\n", "\\", "|\n", ">-\n", "|2\n", "[", "]", "{", "}", ", ", ",", "  ", " ", "\t", "~", "key: value\n", "- item\n",
        "k: ", "\nkey: |\n  text\n", "\n- x\n", "!!str ", "''", "\"q\"", "-", "?", "0644", "yes", "\n\n", "&", "é", "---\n", "...\n", "%",
    ];

    private static Gen<string> Document => Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces));

    [Fact]
    public void Whatever_is_accepted_is_what_YamlDotNet_reads() =>
        Prop.ForAll(Document.ToArbitrary(), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(Effort.Of(quick: 1_000, all: 5_000)).WithEndSize(14).WithReplay(20261121, 17));

    [Fact]
    public void A_changed_cloud_config_is_read_as_YamlDotNet_reads_it_or_refused()
    {
        string[] corpus = [.. Directory.EnumerateFiles(YamlReaderTests.CorpusDirectory).Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal))];
        var changed =
            from text in Gen.Elements(corpus)
            from at in Gen.Choose(0, text.Length)
            from removed in Gen.Choose(0, 3)
            from piece in Gen.Elements(Pieces)
            select text[..at] + piece + text[Math.Min(text.Length, at + removed)..];
        Prop.ForAll(changed.ToArbitrary(), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(Effort.Of(quick: 500, all: 2_000)).WithReplay(20261121, 19));
    }

    [Fact]
    public void A_tree_written_in_any_style_is_read_back() =>
        Prop.ForAll(Tree(3).ToArbitrary(), tree =>
        {
            var read = YamlReader.TryRead(Encoding.UTF8.GetBytes("root: " + Indent(tree.Yaml)), out var failure);
            Assert.True(failure is null, $"{failure}\n{tree.Yaml}");
            Assert.Equal(tree.Shape, Texts(read!["root"]!));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Effort.Of(quick: 500, all: 2_000)));

    private static bool Agrees(string text)
    {
        var ours = YamlReader.TryRead(Encoding.UTF8.GetBytes(text), out _);
        if (ours is null) return true;
        string? theirs = YamlOracle.TryRead(text);
        // It refuses white space at the end of a document, and more that the specification allows.
        Assert.True(theirs is null || theirs == YamlOracle.Shape(ours), $"read as   {YamlOracle.Shape(ours)}\nYamlDotNet {theirs}\n{text}");
        return true;
    }

    private static string Texts(YamlNode node) => node.Kind switch
    {
        YamlKind.Sequence => $"[{string.Join(',', node.Items.Select(Texts))}]",
        YamlKind.Mapping => "{" + string.Join(',', node.Keys.Select((key, i) => $"{key.Text}:{Texts(node.Values[i])}")) + "}",
        _ => Encode(node.Text),
    };

    private static string Encode(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private sealed record Written(string Yaml, string Shape);

    private static Gen<Written> Tree(int depth)
    {
        var scalar =
            from letters in Gen.Elements(" ", "x", "\n", "'", "\"", "#", ":", "- ", "é", "\\", "{", "|").ListOf()
            let text = string.Concat(letters)
            from style in Gen.Choose(0, 2)
            select new Written(Scalar(text, style) + "\n", Encode(text));
        if (depth == 0) return scalar;
        var sequence = Gen.NonEmptyListOf(Tree(depth - 1)).Select(items => items.Take(4).ToList()).Select(items =>
            new Written("\n" + string.Concat(items.Select(item => "- " + Indent(item.Yaml))), $"[{string.Join(',', items.Select(item => item.Shape))}]"));
        var mapping = Gen.NonEmptyListOf(Tree(depth - 1)).Select(items => items.Take(4).ToList()).Select(items =>
            new Written("\n" + string.Concat(items.Select((item, i) => $"k{i}: " + Indent(item.Yaml))), "{" + string.Join(',', items.Select((item, i) => $"k{i}:{item.Shape}")) + "}"));
        return Gen.OneOf(scalar, sequence, mapping);
    }

    private static string Indent(string yaml) => yaml.TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal).Replace("\n  \n", "\n\n", StringComparison.Ordinal) + "\n";

    private static string Scalar(string text, int style) => style switch
    {
        0 when !text.Contains('\n') => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
        // Indented by its place; the indicator says how deep, so that white space at the beginning is the text's own.
        1 when text.Length > 0 && !text.Replace(" ", "", StringComparison.Ordinal).EndsWith('\n') && text.Trim('\n', ' ').Length > 0 && text[0] is not (' ' or '\n') => "|-\n  " + text.Replace("\n", "\n  ", StringComparison.Ordinal),
        _ => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"",
    };
}
