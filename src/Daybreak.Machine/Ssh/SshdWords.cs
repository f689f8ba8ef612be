namespace Daybreak.Machine.Ssh;

/// <summary>A line of sshd_config in words, as sshd takes it apart: keyword, a blank or one equals sign, arguments with quotes and escapes.</summary>
internal static class SshdWords
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="keyword">As written; empty for a blank line or a comment.</param>
    /// <param name="arguments">Up to a comment.</param>
    /// <returns>Null, or what is wrong with the line.</returns>
    public static string? Split(string line, out string keyword, out List<string> arguments)
    {
        arguments = [];
        // sshd never cuts off the first character, and so takes a form feed alone for a keyword.
        string text = line.TrimStart(' ', '\t', '\r');
        if (text.Length > 0) text = text[0] + text[1..].TrimEnd(' ', '\t', '\r', '\f');
        if (Keyword(ref text, out keyword) && keyword.Length == 0) _ = Keyword(ref text, out keyword);
        if (keyword.Length == 0 || keyword[0] == '#')
        {
            keyword = "";
            return null;
        }
        if (text.Length == 0) return $"nothing follows {keyword}";
        return Arguments(text, arguments) ? null : "a quotation mark is not closed";
    }

    // OpenSSH's strdelim(): up to a blank, an equals sign or a quoted part, then blanks with at most one equals sign among them.
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

    // OpenSSH's argv_split(): both kinds of quotes, a few escapes, a comment only where a word could begin.
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
