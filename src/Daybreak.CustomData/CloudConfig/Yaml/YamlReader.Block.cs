namespace Daybreak.CustomData.CloudConfig.Yaml;

public sealed partial class YamlReader
{
    /// <summary>The node that begins here, at the first token of its line or after a dash.</summary>
    /// <param name="parent">The column of the collection that it is in; -1 for none.</param>
    private YamlNode Block(int parent)
    {
        Deeper(at);
        int column = Column(at);
        var node = IsDash(at) ? Sequence(column)
            : IsKey(at) ? Mapping(column)
            : Value(parent);
        depth--;
        return node;
    }

    private bool IsDash(int position) => text[position] == '-' && IsGap(position + 1);

    /// <summary>A value that is no block collection, with the rest of its line.</summary>
    private YamlNode Value(int parent)
    {
        int start = at;
        bool isBinary = false, isText = false;
        if (text[at] == '!')
        {
            (isBinary, isText) = Tag();
            if (at >= text.Length || text[at] == '\n') throw Refuse(start, "the value must follow its tag on the same line");
        }
        YamlNode node;
        switch (text[at])
        {
            case '|' or '>':
                return BlockScalar(parent, isBinary);
            case '[' or '{':
                if (isBinary || isText) throw Refuse(start, "only a text can have this tag");
                node = Flow();
                break;
            case '"' or '\'':
                node = Scalar(at, Quoted(parent), isPlain: false, isBinary);
                break;
            default:
                RefuseIndicator(at);
                return Scalar(at, Plain(parent), isPlain: !isBinary && !isText, isBinary);
        }
        EndLine();
        return node;
    }

    private (bool IsBinary, bool IsText) Tag()
    {
        int start = at;
        while (!IsGap(at)) at++;
        string tag = text[start..at];
        SkipBlanks();
        return tag switch
        {
            "!!binary" => (true, false),
            "!!str" => (false, true),
            _ => throw Refuse(start, $"the tag {tag} is not supported: only !!str and !!binary are"),
        };
    }

    private void RefuseIndicator(int position)
    {
        string? why = text[position] switch
        {
            '&' => "anchors are not supported: write the value where it is used",
            '*' => "aliases are not supported: write the value here (a text that begins with * needs quotes)",
            '?' when IsGap(position + 1) => "complex keys are not supported",
            '-' when IsGap(position + 1) => "a list cannot begin here: start a new line",
            '%' or '@' or '`' => $"a text cannot begin with {text[position]}: quote it",
            ']' or '}' or ',' => $"a text cannot begin with {text[position]}: quote it",
            ':' => IsGap(position + 1) ? "the colon has no key" : "a text cannot begin with : here: quote it",
            '#' => "a text cannot begin with #: quote it",
            _ => null,
        };
        if (why is not null) throw Refuse(position, why);
    }

    private YamlNode Sequence(int column)
    {
        var sequence = Node(YamlKind.Sequence, at);
        while (at < text.Length && Column(at) == column && IsDash(at) && !IsMarker(at, "---"))
        {
            int dash = at++;
            SkipBlanks();
            sequence.Items.Add(IsLineEnd() ? NextLines(column, dash, dashesBelong: false) : BehindDash(column, dash));
            SkipToContent();
        }
        RefuseDeeper(column);
        return sequence;
    }

    private YamlNode BehindDash(int column, int dash)
    {
        // A tab has no defined column, and that of a collection matters.
        if (text.AsSpan(dash, at - dash).Contains('\t') && (IsDash(at) || IsKey(at))) throw Tab(dash + 1);
        return Block(column);
    }

    private YamlNode Mapping(int column)
    {
        var mapping = Node(YamlKind.Mapping, at);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (at < text.Length && Column(at) == column && !IsMarker(at, "---") && !IsMarker(at, "..."))
        {
            if (IsDash(at)) break;
            if (!IsKey(at))
            {
                RefuseIndicator(at);
                throw Refuse(at, "the key has no colon");
            }
            var key = Key();
            int colon = at++;
            SkipBlanks();
            Add(mapping, key, IsLineEnd() ? NextLines(column, colon, dashesBelong: true) : Inline(column), seen);
            SkipToContent();
        }
        RefuseDeeper(column);
        return mapping;
    }

    private YamlNode Inline(int column)
    {
        Deeper(at);
        if (text[at] is '"' or '\'' && IsKey(at)) throw Refuse(at, "a mapping cannot begin here: start a new line");
        var value = Value(column);
        depth--;
        return value;
    }

    // The value on the lines below. A list below a key may begin in the key's column.
    private YamlNode NextLines(int column, int position, bool dashesBelong)
    {
        SkipToContent();
        if (at >= text.Length || IsMarker(at, "---") || IsMarker(at, "...")) return Empty(position + 1);
        int found = Column(at);
        if (found > column) return Block(column);
        if (!dashesBelong || found != column || !IsDash(at)) return Empty(position + 1);
        Deeper(at);
        var sequence = Sequence(column);
        depth--;
        return sequence;
    }

    private void RefuseDeeper(int column)
    {
        if (at < text.Length && Column(at) > column) throw Refuse(at, "unexpected indentation: this line is indented deeper than the line before");
    }

    private bool IsLineEnd() => at >= text.Length || text[at] == '\n' || (text[at] == '#' && text[at - 1] is ' ' or '\t');

    /// <summary>Whether a key and its colon begin here, on one line.</summary>
    private bool IsKey(int position) => KeyEnd(position) >= 0;

    /// <summary>The position of the colon after a key; -1 for no key.</summary>
    private int KeyEnd(int position)
    {
        char first = text[position];
        if (first is '"' or '\'')
        {
            int end = position + 1;
            while (end < text.Length && text[end] != '\n' && (text[end] != first || (first == '\'' && end + 1 < text.Length && text[end + 1] == '\'')))
                end += text[end] == first || (first == '"' && text[end] == '\\') ? 2 : 1;
            if (end >= text.Length || text[end] != first) return -1;
            end++;
            while (end < text.Length && text[end] is ' ' or '\t') end++;
            return end < text.Length && text[end] == ':' && IsGap(end + 1) ? end : -1;
        }
        if (first is '[' or '{' or '&' or '*' or '!' or '|' or '>' or '%' or '@' or '`' or '#' or ',' or ']' or '}' or ':') return -1;
        if (first is '-' or '?' && IsGap(position + 1)) return -1;
        for (int i = position; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '#' && i > position && text[i - 1] is ' ' or '\t') return -1;
            if (text[i] == ':' && IsGap(i + 1)) return i;
        }
        return -1;
    }

    private YamlNode Key()
    {
        int start = at, colon = KeyEnd(at);
        if (colon - start > 1024) throw Refuse(start, "a key has at most 1024 characters");
        bool isPlain = text[at] is not ('"' or '\'');
        string content = isPlain ? text[start..colon].TrimEnd(' ', '\t') : Quoted(-1);
        at = colon;
        return Scalar(start, content, isPlain);
    }
}
