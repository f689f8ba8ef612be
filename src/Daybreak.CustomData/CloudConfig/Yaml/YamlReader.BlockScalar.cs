namespace Daybreak.CustomData.CloudConfig.Yaml;

public sealed partial class YamlReader
{
    private enum Chomping
    {
        Clip,
        Strip,
        Keep,
    }

    /// <summary>A literal (|) or folded (&gt;) scalar (8.1).</summary>
    private YamlNode BlockScalar(int parent, bool isBinary)
    {
        int start = at;
        // YAML readers do not agree on its indentation.
        if (parent < 0) throw Refuse(at, "a document cannot be a block scalar");
        bool isFolded = text[at++] == '>';
        var chomping = Chomping.Clip;
        int given = 0;
        for (; at < text.Length && text[at] is '+' or '-' or (>= '1' and <= '9'); at++)
        {
            if (text[at] is '+' or '-' && chomping == Chomping.Clip) chomping = text[at] == '+' ? Chomping.Keep : Chomping.Strip;
            else if (char.IsAsciiDigit(text[at]) && given == 0) given = text[at] - '0';
            else throw Refuse(at, "use at most one of + and -, and one digit, after | or >");
        }
        EndLine();
        SkipLine();
        int indent = given > 0 ? parent + given : FindIndent(parent);
        string content = BlockLines(indent, isFolded, chomping);
        return Scalar(start, content, isPlain: false, isBinary);
    }

    // Of the first line that is not blank.
    private int FindIndent(int parent)
    {
        int deepest = 0, deepestAt = at;
        for (int line = at; line < text.Length;)
        {
            int first = line;
            while (first < text.Length && text[first] == ' ') first++;
            if (first < text.Length && text[first] != '\n')
            {
                int indent = first - line;
                if (text[first] == '\t' && indent == 0) throw Tab(first);
                if (indent <= parent) return parent + 1;
                return deepest > indent ? throw Refuse(deepestAt, "this blank line has more spaces than the text's first line") : indent;
            }
            if (first - line > deepest) (deepest, deepestAt) = (first - line, line);
            line = first + 1;
        }
        return Math.Max(deepest, parent + 1);
    }

    private string BlockLines(int indent, bool isFolded, Chomping chomping)
    {
        var content = new StringBuilder();
        int blanks = 0;
        bool any = false, wasDeeper = false, endsWithBreak = false;
        while (at < text.Length)
        {
            int first = at;
            while (first < text.Length && first - at < indent && text[first] == ' ') first++;
            bool isBlank = first < text.Length && text[first] == '\n';
            if (!isBlank && (first - at < indent || first >= text.Length || IsMarker(at, "---") || IsMarker(at, "...")))
            {
                if (first < text.Length && text[first] == '\t' && first - at > 0) RefuseTabbed(first);
                break;
            }
            if (isBlank)
            {
                blanks++;
                at = first + 1;
                continue;
            }
            int end = text.IndexOf('\n', first);
            endsWithBreak = end >= 0;
            if (end < 0) end = text.Length;
            bool isDeeper = text[first] is ' ' or '\t';
            if (any && isFolded && !wasDeeper && !isDeeper) Fold(content, blanks + 1);
            else content.Append('\n', any ? blanks + 1 : blanks);
            content.Append(text, first, end - first);
            (any, wasDeeper, blanks) = (true, isDeeper, 0);
            at = Math.Min(end + 1, text.Length);
        }
        int trailing = chomping switch
        {
            Chomping.Keep => (any && endsWithBreak ? 1 : 0) + blanks,
            Chomping.Clip => any && endsWithBreak ? 1 : 0,
            _ => 0,
        };
        return content.Append('\n', trailing).ToString();
    }

    // A line of spaces and tabs is blank.
    private void RefuseTabbed(int position)
    {
        int end = position;
        while (end < text.Length && text[end] is ' ' or '\t') end++;
        if (end < text.Length && text[end] != '\n') throw Tab(position);
    }
}
