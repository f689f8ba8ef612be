namespace Daybreak.Machine.Ssh;

/// <summary>Whether a Match block is for a connection.</summary>
public enum SshdVerdict
{
    /// <summary>It is not.</summary>
    No,

    /// <summary>It depends on what is not known before somebody connects: addresses, host names, ports.</summary>
    Maybe,

    /// <summary>It is.</summary>
    Yes,
}

/// <summary>Who connects.</summary>
/// <param name="User">The user's name; null for anybody, so that every block for users may be meant.</param>
/// <param name="Groups">The names of the user's groups; null when they are not known.</param>
public sealed record SshdConnection(string? User, IReadOnlyList<string>? Groups);

/// <summary>The criteria of a Match line.</summary>
internal static class SshdMatch
{
    /// <summary>Judges the criteria.</summary>
    /// <param name="arguments">Of the Match line.</param>
    /// <param name="connection">Who connects.</param>
    /// <param name="verdict">For whom the block is.</param>
    /// <param name="isAll">Whether it is <c>Match all</c>, which sshd also takes for settings of everybody.</param>
    /// <returns>Null, or what is wrong with the line.</returns>
    public static string? Judge(IReadOnlyList<string> arguments, SshdConnection connection, out SshdVerdict verdict, out bool isAll)
    {
        verdict = SshdVerdict.Yes;
        isAll = false;
        if (arguments.Count == 0) return "Match has no criterion";
        for (int i = 0; i < arguments.Count; i++)
        {
            string criterion = arguments[i].ToLowerInvariant();
            if (criterion == "all")
            {
                isAll = i == 0 && arguments.Count == 1;
                return isAll ? null : "\"all\" cannot stand with other criteria of Match";
            }
            // Nobody who has an account is an invalid user.
            if (criterion == "invalid-user")
            {
                verdict = SshdVerdict.No;
                continue;
            }
            // OpenSSH 9.9 and later have criterion=value too.
            int equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            string? value = equals > 0 ? arguments[i][(equals + 1)..] : i + 1 < arguments.Count ? arguments[++i] : null;
            if (equals > 0) criterion = criterion[..equals];
            if (string.IsNullOrEmpty(value)) return $"Match {criterion} has no value";
            verdict = And(verdict, Criterion(criterion, value, connection));
        }
        return null;
    }

    /// <summary>Both must be for the connection.</summary>
    public static SshdVerdict And(SshdVerdict one, SshdVerdict other) => one < other ? one : other;

    private static SshdVerdict Criterion(string criterion, string value, SshdConnection connection) => criterion switch
    {
        "user" when connection.User is { } user => SshdPattern.MatchList(user, value) == 1 ? SshdVerdict.Yes : SshdVerdict.No,
        "group" when connection.Groups is { } groups => InGroup(groups, value) ? SshdVerdict.Yes : SshdVerdict.No,
        // What sshd learns from the connection, and criteria of versions to come.
        _ => SshdVerdict.Maybe,
    };

    // A negated pattern that fits any of the groups counts against the user, whatever else fits.
    private static bool InGroup(IReadOnlyList<string> groups, string list)
    {
        bool found = false;
        foreach (string group in groups)
        {
            int match = SshdPattern.MatchList(group, list);
            if (match < 0) return false;
            found |= match > 0;
        }
        return found;
    }
}
