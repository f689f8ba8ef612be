namespace Daybreak.Machine.Ssh;

/// <summary>Splits a line of sshd_config as sshd does: keyword, white space or one equals sign, arguments with quotes and escapes.</summary>
internal static class SshdWords
{
    /// <summary>A split line.</summary>
    /// <param name="Keyword">The keyword as written; empty for an empty line or a comment.</param>
    /// <param name="Arguments">The arguments up to a comment.</param>
    public sealed record Words(string Keyword, List<string> Arguments);

    /// <summary>Splits one line, without its line end.</summary>
    public static Result<Words> Split(string line)
    {
        var arguments = new List<string>();
        // sshd never trims the first character, so a single form feed is a keyword.
        string text = line.TrimStart(' ', '\t', '\r');
        if (text.Length > 0) text = text[0] + text[1..].TrimEnd(' ', '\t', '\r', '\f');
        if (Keyword(ref text, out string keyword) && keyword.Length == 0) _ = Keyword(ref text, out keyword);
        if (keyword.Length == 0 || keyword[0] == '#') return new Words("", arguments);
        if (text.Length == 0) return Failure.Invalid($"{keyword} has no value");
        return Arguments(text, arguments) ? new Words(keyword, arguments) : Failure.Invalid("a quotation mark is not closed");
    }

    // OpenSSH's strdelim(): up to white space, an equals sign or a quoted part, then white space with at most one equals sign.
    private static bool Keyword(ref string text, out string word)
    {
        int end = text.AsSpan().IndexOfAny(" \t\r\"=");
        if (end < 0)
        {
            (word, text) = (text, "");
            return true;
        }
        if (text[end] == '"')
        {
            int close = text.IndexOf('"', end + 1);
            word = close < 0 ? "" : text[..end] + text[(end + 1)..close];
            text = close < 0 ? "" : text[(close + 1)..].TrimStart(' ', '\t', '\r');
            return close >= 0;
        }
        word = text[..end];
        bool passedEquals = text[end] == '=';
        text = text[(end + 1)..].TrimStart(' ', '\t', '\r');
        if (!passedEquals && text.StartsWith('=')) text = text[1..].TrimStart(' ', '\t', '\r');
        return true;
    }

    // OpenSSH's argv_split(): both kinds of quotes, some escapes, and a comment only at the beginning of a word.
    private static bool Arguments(string text, List<string> arguments)
    {
        var word = new System.Text.StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
                continue;
            }
            if (text[at] == '#') return true;
            char quote = '\0';
            for (word.Clear(); at < text.Length; at++)
            {
                char character = text[at];
                char next = at + 1 < text.Length ? text[at + 1] : '\0';
                if (character == '\\' && (next is '\'' or '"' or '\\' || (quote == '\0' && next == ' '))) word.Append(text[++at]);
                else if (character is ' ' or '\t' && quote == '\0') break;
                else if (character is '"' or '\'' && quote == '\0') quote = character;
                else if (character == quote) quote = '\0';
                else word.Append(character);
            }
            if (quote != '\0') return false;
            arguments.Add(word.ToString());
        }
        return true;
    }
}
