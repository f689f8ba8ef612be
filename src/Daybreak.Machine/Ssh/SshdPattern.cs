namespace Daybreak.Machine.Ssh;

/// <summary>The two kinds of patterns in sshd_config: pattern lists of ssh_config(5), and file names of glob(7).</summary>
internal static class SshdPattern
{
    /// <summary>OpenSSH's match_pattern_list(): patterns separated by commas. A negated pattern that matches ends the search.</summary>
    /// <returns>1 if a pattern matches, -1 if a negated one does, 0 if none does.</returns>
    public static int MatchList(string text, string list)
    {
        int found = 0;
        foreach (string part in list.Split(','))
        {
            bool negated = part.StartsWith('!');
            if (!Match(text, negated ? part.AsSpan(1) : part, brackets: false)) continue;
            if (negated) return -1;
            found = 1;
        }
        return found;
    }

    /// <summary>Whether a file name matches a component of a glob. A leading dot must be matched explicitly.</summary>
    public static bool MatchName(string name, string pattern) =>
        (name[0] != '.' || pattern.StartsWith('.')) && Match(name, pattern, brackets: true);

    /// <summary>Whether a component of a path contains a pattern.</summary>
    public static bool IsPattern(string component) => component.AsSpan().IndexOfAny("*?[\\") >= 0;

    // Backtracking to the last star is sufficient and avoids exponential time.
    private static bool Match(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, bool brackets)
    {
        int at = 0, in_ = 0, star = -1, retry = 0;
        while (at < text.Length)
        {
            int next = in_;
            if (in_ < pattern.Length && pattern[in_] == '*')
            {
                star = in_++;
                retry = at;
            }
            else if (in_ < pattern.Length && One(text[at], pattern, ref next, brackets))
            {
                at++;
                in_ = next;
            }
            else if (star >= 0)
            {
                in_ = star + 1;
                at = ++retry;
            }
            else
            {
                return false;
            }
        }
        while (in_ < pattern.Length && pattern[in_] == '*') in_++;
        return in_ == pattern.Length;
    }

    private static bool One(char character, ReadOnlySpan<char> pattern, ref int at, bool brackets)
    {
        char first = pattern[at++];
        if (first == '?') return true;
        if (!brackets) return first == character;
        if (first == '\\' && at < pattern.Length) return pattern[at++] == character;
        return first == '[' && Class(character, pattern, ref at) is { } inside ? inside : first == character;
    }

    // Null if the bracket is not closed and so matches itself.
    private static bool? Class(char character, ReadOnlySpan<char> pattern, ref int at)
    {
        int begin = at;
        bool negated = begin < pattern.Length && pattern[begin] is '!' or '^';
        if (negated) begin++;
        int close = begin + 1 > pattern.Length ? -1 : pattern[(begin + 1)..].IndexOf(']');
        if (close < 0) return null;
        var inside = pattern.Slice(begin, close + 1);
        at = begin + inside.Length + 1;
        bool fits = false;
        for (int i = 0; i < inside.Length; i++)
        {
            if (i + 2 < inside.Length && inside[i + 1] == '-')
            {
                fits |= character >= inside[i] && character <= inside[i + 2];
                i += 2;
            }
            else
            {
                fits |= character == inside[i];
            }
        }
        return fits != negated;
    }
}
