namespace Daybreak.Machine.Ssh;

/// <summary>One line of sshd's configuration.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Keyword">In lower case. An alias is replaced by the name that sshd -T prints.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="ForAll">Whether it applies to all connections, unless a Match block overrides it.</param>
/// <param name="MatchResult">Whether it is in a Match block for the connection.</param>
public sealed record SshdDirective(string File, int Line, string Keyword, IReadOnlyList<string> Arguments, bool ForAll, SshdMatchResult MatchResult)
{
    internal const string Include = "include";

    /// <summary>The first argument.</summary>
    public string Value => Arguments.Count > 0 ? Arguments[0] : "";

    /// <summary>"/etc/ssh/sshd_config:12".</summary>
    public string Position => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");

    /// <summary>Why sshd would reject the line, for the settings that Daybreak evaluates; null if it is valid.</summary>
    internal Failure? Check() => Keyword switch
    {
        _ when Arguments.Count == 0 => Failure.Invalid($"{Keyword} has no value"),
        "passwordauthentication" or "kbdinteractiveauthentication" or "pubkeyauthentication" or "strictmodes" when !IsFlag =>
            Wrong("is invalid: expected yes or no"),
        "permitrootlogin" when !IsFlag && Value.ToLowerInvariant() is not ("prohibit-password" or "without-password" or "forced-commands-only") =>
            Wrong("is unknown"),
        "clientaliveinterval" when SshdTime.Seconds(Value) is null => Wrong("is not a time"),
        "passwordauthentication" or "kbdinteractiveauthentication" or "pubkeyauthentication" or "strictmodes" or "permitrootlogin" or "clientaliveinterval" when Arguments.Count > 1
            => Failure.Invalid($"{Keyword} has more than one value"),
        _ => null,
    };

    private Failure Wrong(string what) => Failure.Invalid($"{Keyword} {Shown} {what}");

    private bool IsFlag => Value.ToLowerInvariant() is "yes" or "no";

    private string Shown => Value.Length > 40 ? Value[..40] + "…" : Value;

    /// <summary>The name of the setting without aliases.</summary>
    internal static string Canonical(string keyword) => keyword.ToLowerInvariant() switch
    {
        "challengeresponseauthentication" or "skeyauthentication" => "kbdinteractiveauthentication",
        "dsaauthentication" => "pubkeyauthentication",
        var other => other,
    };
}
