namespace Daybreak.CustomData.CloudConfig.Yaml;

public sealed partial class YamlReader
{
    private static bool IsFlowIndicator(char c) => c is ',' or '[' or ']' or '{' or '}';

    /// <summary>[a, b] or {a: b} (7.4), over any number of lines.</summary>
    private YamlNode Flow()
    {
        Deeper(at);
        var node = text[at] == '[' ? FlowSequence() : FlowMapping();
        depth--;
        return node;
    }

    private YamlNode FlowSequence()
    {
        int start = at++;
        var sequence = Node(YamlKind.Sequence, start);
        while (!FlowEnds(start, ']'))
        {
            var item = FlowValue();
            if (AtFlowColon(item)) item = Pair(item);
            sequence.Items.Add(item);
            Separate(start, ']');
        }
        return sequence;
    }

    // [a: b] is a list with one mapping in it.
    private YamlNode Pair(YamlNode key)
    {
        var pair = new YamlNode(YamlKind.Mapping, key.Line, key.Column);
        Deeper(at);
        Add(pair, key, FlowValueBehindColon(), []);
        depth--;
        return pair;
    }

    private YamlNode FlowMapping()
    {
        int start = at++;
        var mapping = Node(YamlKind.Mapping, start);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!FlowEnds(start, '}'))
        {
            var key = FlowValue();
            if (key.Kind != YamlKind.Scalar) throw new Refusal(new YamlFailure(key.Line, key.Column, "a key must be a text"));
            Add(mapping, key, AtFlowColon(key) ? FlowValueBehindColon() : Empty(at), seen);
            Separate(start, '}');
        }
        return mapping;
    }

    private bool AtFlowColon(YamlNode key)
    {
        SkipFlowBlanks();
        if (at >= text.Length || text[at] != ':') return false;
        if (key.Kind != YamlKind.Scalar) throw Refuse(at, "a key must be a text");
        return true;
    }

    private YamlNode FlowValueBehindColon()
    {
        int colon = at++;
        SkipFlowBlanks();
        return at >= text.Length || text[at] is ',' or ']' or '}' ? Empty(colon + 1) : FlowValue();
    }

    private bool FlowEnds(int start, char end)
    {
        SkipFlowBlanks();
        if (at >= text.Length) throw Refuse(start, $"this {text[start]} is not closed: {end} is missing");
        if (text[at] != end) return false;
        at++;
        return true;
    }

    private void Separate(int start, char end)
    {
        SkipFlowBlanks();
        if (at >= text.Length) throw Refuse(start, $"this {text[start]} is not closed: {end} is missing");
        if (text[at] == ',') at++;
        else if (text[at] != end) throw Refuse(at, $"a comma or {end} is missing before this");
    }

    private YamlNode FlowValue()
    {
        int start = at;
        bool isBinary = false, isText = false;
        if (text[at] == '!')
        {
            (isBinary, isText) = Tag();
            SkipFlowBlanks();
            if (at >= text.Length) throw Refuse(start, "the value after the tag is missing");
        }
        if (text[at] is '[' or '{') return isBinary || isText ? throw Refuse(start, "only a text can have this tag") : Flow();
        if (text[at] is '"' or '\'') return Scalar(at, Quoted(-1), isPlain: false, isBinary);
        RefuseIndicator(at);
        bool isIndicator = text[at] is '-' or '?' && at + 1 < text.Length && IsFlowIndicator(text[at + 1]);
        if (isIndicator || text[at] is '|' or '>' or '!') throw Refuse(at, $"a text cannot begin with {text[at]} here: quote it");
        return Scalar(at, FlowPlain(), isPlain: !isBinary && !isText, isBinary);
    }

    private string FlowPlain()
    {
        var content = new StringBuilder();
        while (true)
        {
            int start = at;
            while (at < text.Length && text[at] != '\n' && !EndsFlowPlain(start)) at++;
            content.Append(text.AsSpan(start, at - start).TrimEnd(" \t"));
            if (at >= text.Length || text[at] != '\n') return content.ToString();
            int end = at;
            int breaks = SkipBreaks(out _);
            if (at >= text.Length || text[at] == '#' || EndsFlowPlain(at))
            {
                at = end;
                return content.ToString();
            }
            Fold(content, breaks);
        }
    }

    private bool EndsFlowPlain(int start) => text[at] switch
    {
        ',' or '[' or ']' or '{' or '}' => true,
        // YAML readers differ in what a colon before one of these means.
        ':' when at + 1 < text.Length && IsFlowIndicator(text[at + 1]) => throw Refuse(at, "put a space after the colon, or quote the text"),
        ':' => IsGap(at + 1),
        '#' => at > start && text[at - 1] is ' ' or '\t',
        _ => false,
    };

    private void SkipFlowBlanks()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\n') at++;
            else if (text[at] == '#' && at > 0 && text[at - 1] is ' ' or '\t' or '\n') SkipLine();
            else return;
        }
    }
}
