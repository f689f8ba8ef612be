namespace Daybreak.Machine.Ssh;

/// <summary>One line of sshd's configuration.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Keyword">In lower case; another name of the same setting is replaced by the one that sshd -T prints.</param>
/// <param name="Arguments">What follows it.</param>
/// <param name="ForAll">Whether it holds for everybody, as far as no Match block says otherwise.</param>
/// <param name="Verdict">Whether it stands in a Match block for the connection.</param>
public sealed record SshdDirective(string File, int Line, string Keyword, IReadOnlyList<string> Arguments, bool ForAll, SshdVerdict Verdict)
{
    internal const string Include = "include";

    /// <summary>The first argument.</summary>
    public string Value => Arguments.Count > 0 ? Arguments[0] : "";

    /// <summary>"/etc/ssh/sshd_config:12".</summary>
    public string Position => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");

    /// <summary>What sshd would refuse, as far as this agent reads the setting; null for nothing.</summary>
    internal string? Problem => Keyword switch
    {
        _ when Arguments.Count == 0 => $"nothing follows {Keyword}",
        "passwordauthentication" or "kbdinteractiveauthentication" or "pubkeyauthentication" when !IsFlag => $"{Keyword} {Shown} is neither yes nor no",
        "strictmodes" when !IsFlag => $"{Keyword} {Shown} is neither yes nor no",
        "permitrootlogin" when !IsFlag && Value.ToLowerInvariant() is not ("prohibit-password" or "without-password" or "forced-commands-only") => $"{Keyword} {Shown} is not known",
        "clientaliveinterval" when SshdTime.Seconds(Value) is null => $"{Keyword} {Shown} is not a time",
        "passwordauthentication" or "kbdinteractiveauthentication" or "pubkeyauthentication" or "strictmodes" or "permitrootlogin" or "clientaliveinterval" when Arguments.Count > 1
            => $"{Keyword} has more than one value",
        _ => null,
    };

    private bool IsFlag => Value.ToLowerInvariant() is "yes" or "no";

    private string Shown => Value.Length > 40 ? Value[..40] + "…" : Value;

    /// <summary>The setting's one name.</summary>
    internal static string Canonical(string keyword) => keyword.ToLowerInvariant() switch
    {
        "challengeresponseauthentication" or "skeyauthentication" => "kbdinteractiveauthentication",
        "dsaauthentication" => "pubkeyauthentication",
        var other => other,
    };
}
