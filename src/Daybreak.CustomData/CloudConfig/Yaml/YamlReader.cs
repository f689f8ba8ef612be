using System.Text.Unicode;

namespace Daybreak.CustomData.CloudConfig.Yaml;

/// <summary>
/// Reads one document of YAML 1.2 (https://yaml.org/spec/1.2.2): block and flow collections, plain, quoted and block scalars, comments.
/// Anchors, aliases, complex keys, directives, further documents and tags other than !!str and !!binary are errors. What is accepted
/// has the same meaning for every YAML 1.2 reader.
/// </summary>
/// <remarks>Limits: <see cref="SizeLimit"/> bytes, <see cref="DepthLimit"/> levels, <see cref="NodeLimit"/> nodes. The time is linear in the size.</remarks>
public sealed partial class YamlReader
{
    /// <summary>The maximum size of a text, in bytes.</summary>
    public const int SizeLimit = 4 * 1024 * 1024;

    /// <summary>The maximum nesting.</summary>
    public const int DepthLimit = 64;

    /// <summary>The maximum number of nodes.</summary>
    public const int NodeLimit = 100_000;

    private readonly string text;
    private readonly int[] lineStarts;
    private int at;
    private int depth;
    private int nodes;

    private YamlReader(string text)
    {
        this.text = text;
        int count = 1;
        foreach (char c in text)
            if (c == '\n') count++;
        lineStarts = new int[count];
        int line = 0;
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '\n') lineStarts[++line] = i + 1;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The text, which may have a byte order mark and CR LF line ends.</param>
    /// <param name="failure">Why there is none.</param>
    /// <returns>The root; an empty plain scalar for a document without content. Null with a failure.</returns>
    public static YamlNode? TryRead(ReadOnlySpan<byte> utf8, out YamlFailure? failure)
    {
        if (utf8.Length > SizeLimit)
        {
            failure = new YamlFailure(1, 1, $"the text is longer than {SizeLimit / 1024 / 1024} MiB");
            return null;
        }
        if (Decode(utf8, out failure) is not { } text) return null;
        var reader = new YamlReader(text);
        try
        {
            return reader.Document();
        }
        catch (Refusal refusal)
        {
            failure = refusal.Failure;
            return null;
        }
    }

    private static string? Decode(ReadOnlySpan<byte> utf8, out YamlFailure? failure)
    {
        failure = null;
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        string text = Encoding.UTF8.GetString(utf8);
        int line = 1, start = 0;
        if (!Utf8.IsValid(utf8))
        {
            int bad = text.IndexOf('\uFFFD');
            failure = new YamlFailure(text.AsSpan(0, bad).Count('\n') + 1, bad - text.LastIndexOf('\n', bad), "the text is not UTF-8");
            return null;
        }
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') (line, start) = (line + 1, i + 1);
            if (text[i] is >= ' ' and not '\x7f' or '\t' or '\n' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')) continue;
            failure = new YamlFailure(line, i - start + 1, $"the character U+{(int)text[i]:X4} is not allowed in YAML");
            return null;
        }
        return text.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private YamlNode Document()
    {
        SkipToContent();
        if (at < text.Length && text[at] == '%' && Column(at) == 0) throw Refuse(at, "directives are not supported");
        if (IsMarker(at, "---"))
        {
            at += 3;
            SkipBlanks();
            if (at < text.Length && text[at] is not ('\n' or '#')) throw Refuse(at, "unexpected text after ---");
            SkipToContent();
        }
        var root = at >= text.Length || IsMarker(at, "...") || IsMarker(at, "---") ? Empty(at) : Block(-1);
        SkipToContent();
        if (IsMarker(at, "..."))
        {
            at += 3;
            SkipToContent();
        }
        if (at < text.Length) throw Refuse(at, IsMarker(at, "---") ? "there is more than one document" : "unexpected content: check the indentation");
        return root;
    }

    // Skips blank lines and comments. A tab in the indentation has no defined column.
    private void SkipToContent()
    {
        while (at < text.Length)
        {
            int lineStart = at;
            while (at < text.Length && text[at] == ' ') at++;
            if (at >= text.Length) return;
            int tab = at;
            while (at < text.Length && text[at] is ' ' or '\t') at++;
            if (at >= text.Length) return;
            if (text[at] == '#' && (at == 0 || text[at - 1] is ' ' or '\t' or '\n')) SkipLine();
            else if (text[at] == '\n') at++;
            else if (at != tab && IsLineStart(lineStart)) throw Tab(tab);
            else return;
        }
    }

    private bool IsLineStart(int position) => position == 0 || text[position - 1] == '\n';

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t') at++;
    }

    private void SkipLine()
    {
        int end = text.IndexOf('\n', at);
        at = end < 0 ? text.Length : end + 1;
    }

    /// <summary>After a value: only a comment may follow on its line.</summary>
    private void EndLine()
    {
        int end = at;
        SkipBlanks();
        if (at >= text.Length || text[at] == '\n') return;
        if (text[at] == '#' && at > end) return;
        throw Refuse(at, text[at] == ':' ? "a mapping cannot begin here: quote the text, or start a new line" : "unexpected text after the value");
    }

    private bool IsMarker(int position, string marker) =>
        position < text.Length && IsLineStart(position) && text.AsSpan(position).StartsWith(marker) && IsGap(position + 3);

    /// <summary>Whether white space or the end is there.</summary>
    private bool IsGap(int position) => position >= text.Length || text[position] is ' ' or '\t' or '\n';

    private int LineIndex(int position)
    {
        int found = Array.BinarySearch(lineStarts, position);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>From 0.</summary>
    private int Column(int position) => position - lineStarts[LineIndex(position)];

    private YamlNode Node(YamlKind kind, int position, string content = "", bool isPlain = false, bool isBinary = false)
    {
        if (++nodes > NodeLimit) throw Refuse(position, $"there are more than {NodeLimit} values");
        int line = LineIndex(position);
        return new YamlNode(kind, line + 1, position - lineStarts[line] + 1) { Text = content, IsPlain = isPlain, IsBinary = isBinary };
    }

    private YamlNode Scalar(int position, string content, bool isPlain, bool isBinary = false) => Node(YamlKind.Scalar, position, content, isPlain, isBinary);

    private YamlNode Empty(int position) => Scalar(position, "", isPlain: true);

    private void Deeper(int position)
    {
        if (++depth > DepthLimit) throw Refuse(position, $"the nesting is deeper than {DepthLimit} levels");
    }

    private void Add(YamlNode mapping, YamlNode key, YamlNode value, HashSet<string> seen)
    {
        if (!seen.Add(key.Text)) throw new Refusal(new YamlFailure(key.Line, key.Column, $"the key {Shown(key.Text)} is defined twice"));
        mapping.Keys.Add(key);
        mapping.Values.Add(value);
    }

    private static string Shown(string key) => key.Length <= 40 ? $"\"{key}\"" : $"\"{key[..40]}...\"";

    private Refusal Refuse(int position, string sentence)
    {
        int line = LineIndex(Math.Min(position, text.Length));
        return new Refusal(new YamlFailure(line + 1, position - lineStarts[line] + 1, sentence));
    }

    private Refusal Tab(int position) => Refuse(position, "a tab cannot indent: use spaces");

    private sealed class Refusal(YamlFailure failure) : Exception(failure.Sentence)
    {
        public YamlFailure Failure => failure;
    }
}
