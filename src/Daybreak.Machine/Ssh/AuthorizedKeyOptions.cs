namespace Daybreak.Machine.Ssh;

/// <summary>The options before a key: names separated by commas, some with a quoted value.</summary>
/// <remarks>sshd(8): "No spaces are permitted, except within double quotes". A quote in a value is written \". sshd ignores a key with an unknown option.</remarks>
internal static class AuthorizedKeyOptions
{
    private static readonly string[] Flags =
    [
        "agent-forwarding", "cert-authority", "no-agent-forwarding", "no-port-forwarding", "no-pty", "no-touch-required", "no-user-rc", "no-x11-forwarding",
        "port-forwarding", "pty", "restrict", "user-rc", "verify-required", "x11-forwarding",
    ];

    private static readonly string[] WithValue = ["command", "environment", "expiry-time", "from", "permitlisten", "permitopen", "principals", "tunnel"];

    /// <summary>The options at the beginning of a line, or why they have no end.</summary>
    public static Result<string> Take(string line)
    {
        bool quoted = false;
        int end = 0;
        for (; end < line.Length && (quoted || line[end] is not (' ' or '\t')); end++)
        {
            if (line[end] == '\\' && end + 1 < line.Length && line[end + 1] == '"') end++;
            else if (line[end] == '"') quoted = !quoted;
        }
        return quoted ? Failure.Invalid("has options with an unclosed quotation mark") : line[..end];
    }

    /// <summary>Null, or why sshd would refuse the options.</summary>
    public static Failure? Check(string options)
    {
        for (int at = 0; at < options.Length;)
        {
            int start = at;
            while (at < options.Length && options[at] is not (',' or '=')) at++;
            string name = options[start..at].ToLowerInvariant();
            bool hasValue = at < options.Length && options[at] == '=';
            if (hasValue && !TrySkipValue(options, ref at))
                return Failure.Invalid($"has the option {Shown(name)} without a value in quotation marks");
            if (Array.IndexOf(hasValue ? WithValue : Flags, name) < 0)
                return Failure.Invalid(
                    $"has the option {Shown(name)}{(hasValue ? "=" : "")}, which sshd does not know, so sshd would ignore the key");
            if (at < options.Length && options[at] != ',')
                return Failure.Invalid($"has unexpected text after the value of the option {Shown(name)}");
            at++;
            if (at == options.Length) return Failure.Invalid("has options that end with a comma");
        }
        return null;
    }

    private static bool TrySkipValue(string options, ref int at)
    {
        at++;
        if (at >= options.Length || options[at] != '"') return false;
        for (at++; at < options.Length && options[at] != '"'; at++)
            if (options[at] == '\\' && at + 1 < options.Length && options[at + 1] == '"') at++;
        at++;
        return true;
    }

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
