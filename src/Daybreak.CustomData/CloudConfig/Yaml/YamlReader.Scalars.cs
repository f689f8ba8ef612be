namespace Daybreak.CustomData.CloudConfig.Yaml;

public sealed partial class YamlReader
{
    /// <summary>A plain scalar, over as many lines as are indented deeper than its parent (7.3.3).</summary>
    private string Plain(int parent)
    {
        var content = new StringBuilder();
        while (AppendPlainLine(content))
        {
            int end = at;
            int breaks = SkipBreaks(out bool isTabbed);
            if (at >= text.Length || Column(at) <= parent || text[at] == '#' || IsMarker(at, "---") || IsMarker(at, "..."))
            {
                at = end;
                break;
            }
            if (isTabbed && text[lineStarts[LineIndex(at)]] == '\t') throw Tab(lineStarts[LineIndex(at)]);
            if (IsKey(at)) throw Refuse(at, "unexpected key after a text: check the indentation, or quote the text");
            Fold(content, breaks);
        }
        return content.ToString();
    }

    /// <summary>To the end of the line; false where a comment, or the end, ends the scalar.</summary>
    private bool AppendPlainLine(StringBuilder content)
    {
        int start = at;
        while (at < text.Length && text[at] != '\n')
        {
            if (text[at] == '#' && text[at - 1] is ' ' or '\t') break;
            if (text[at] == ':' && IsGap(at + 1)) throw Refuse(at, "a mapping cannot begin here: quote the text, or start a new line");
            at++;
        }
        content.Append(text.AsSpan(start, at - start).TrimEnd(" \t"));
        if (at >= text.Length) return false;
        if (text[at] == '\n') return true;
        SkipLine();
        return false;
    }

    /// <summary>Over line ends and the white space of the lines that follow.</summary>
    /// <returns>How many line ends.</returns>
    private int SkipBreaks(out bool isTabbed)
    {
        int breaks = 0;
        isTabbed = false;
        for (; at < text.Length && text[at] is '\n' or ' ' or '\t'; at++)
        {
            if (text[at] == '\n') (breaks, isTabbed) = (breaks + 1, false);
            else if (text[at] == '\t') isTabbed = true;
        }
        return breaks;
    }

    private static void Fold(StringBuilder content, int breaks)
    {
        if (breaks == 1) content.Append(' ');
        else content.Append('\n', breaks - 1);
    }

    /// <summary>A scalar in quotes (7.3.1, 7.3.2), which may go over several lines.</summary>
    private string Quoted(int parent)
    {
        int start = at;
        char quote = text[at++];
        var content = new StringBuilder();
        // Escaped white space at the end of a line belongs to the text.
        int kept = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c == quote)
            {
                at++;
                if (quote == '"' || at >= text.Length || text[at] != '\'') return content.ToString();
                content.Append(text[at++]);
            }
            else if (c == '\\' && quote == '"')
            {
                Escape(content, parent);
                kept = content.Length;
            }
            else if (c == '\n')
            {
                while (content.Length > kept && content[^1] is ' ' or '\t') content.Length--;
                int breaks = SkipBreaks(out _);
                CheckContinuation(start, parent);
                Fold(content, breaks);
                kept = content.Length;
            }
            else
            {
                content.Append(c);
                at++;
            }
        }
        throw Refuse(start, "this quote is not closed");
    }

    private void CheckContinuation(int start, int parent)
    {
        if (at >= text.Length || IsMarker(at, "---") || IsMarker(at, "...")) throw Refuse(start, "this quote is not closed");
        if (Column(at) <= parent) throw Refuse(at, "the next line of a quoted text must be indented deeper than its key");
    }

    private void Escape(StringBuilder content, int parent)
    {
        int start = at++;
        if (at >= text.Length) return;
        char c = text[at++];
        switch (c)
        {
            case '\n':
                int more = SkipBreaks(out _);
                CheckContinuation(start, parent);
                content.Append('\n', more);
                return;
            case 'x': content.Append((char)Hex(start, 2)); return;
            case 'u': AppendCodeUnit(content, start); return;
            case 'U':
                int point = Hex(start, 8);
                if (!Rune.IsValid(point)) throw Refuse(start, "invalid character code");
                content.Append(new Rune(point).ToString());
                return;
        }
        const string names = "0abt\tnvfre \"/\\N_LP", meanings = "\0\a\b\t\t\n\v\f\r\u001b \"/\\\u0085\u00a0\u2028\u2029";
        int which = names.IndexOf(c);
        if (which < 0) throw Refuse(start, $"\\{c} is not a YAML escape: write \\\\ for a backslash, or use single quotes");
        content.Append(meanings[which]);
    }

    // JSON writes characters above U+FFFF as a surrogate pair.
    private void AppendCodeUnit(StringBuilder content, int start)
    {
        char unit = (char)Hex(start, 4);
        content.Append(unit);
        if (!char.IsSurrogate(unit)) return;
        if (char.IsHighSurrogate(unit) && text.AsSpan(at).StartsWith("\\u"))
        {
            at += 2;
            char low = (char)Hex(start, 4);
            content.Append(low);
            if (char.IsLowSurrogate(low)) return;
        }
        throw Refuse(start, "incomplete surrogate pair");
    }

    private int Hex(int start, int digits)
    {
        if (at + digits > text.Length || !uint.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
            throw Refuse(start, $"expected {digits} hexadecimal digits");
        at += digits;
        return value <= int.MaxValue ? (int)value : -1;
    }
}
