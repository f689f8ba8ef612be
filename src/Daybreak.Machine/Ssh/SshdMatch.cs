namespace Daybreak.Machine.Ssh;

/// <summary>Whether a Match block applies to a connection.</summary>
public enum SshdMatchResult
{
    /// <summary>It does not apply.</summary>
    No,

    /// <summary>It depends on properties of the connection that are not known: addresses, host names, ports.</summary>
    Maybe,

    /// <summary>It applies.</summary>
    Yes,
}

/// <summary>A connection to sshd.</summary>
/// <param name="User">The user's name; null for any user, so that every block for users may apply.</param>
/// <param name="Groups">The names of the user's groups; null if they are not known.</param>
public sealed record SshdConnection(string? User, IReadOnlyList<string>? Groups);

/// <summary>The criteria of a Match line.</summary>
internal static class SshdMatch
{
    /// <summary>A Match line.</summary>
    /// <param name="Result">Whether the block applies.</param>
    /// <param name="IsAll">Whether it is <c>Match all</c>, whose settings sshd also reads in the first pass.</param>
    public sealed record Block(SshdMatchResult Result, bool IsAll);

    /// <summary>Evaluates the arguments of a Match line.</summary>
    public static Result<Block> Evaluate(IReadOnlyList<string> arguments, SshdConnection connection)
    {
        var result = SshdMatchResult.Yes;
        if (arguments.Count == 0) return Failure.Invalid("Match has no criterion");
        for (int i = 0; i < arguments.Count; i++)
        {
            string criterion = arguments[i].ToLowerInvariant();
            if (criterion == "all")
                return arguments.Count == 1 ? new Block(result, true) : Failure.Invalid("Match all cannot have other criteria");
            // A user with an account never matches invalid-user.
            if (criterion == "invalid-user")
            {
                result = SshdMatchResult.No;
                continue;
            }
            // OpenSSH 9.9 and later also accept criterion=value.
            int equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            string? value = equals > 0 ? arguments[i][(equals + 1)..] : i + 1 < arguments.Count ? arguments[++i] : null;
            if (equals > 0) criterion = criterion[..equals];
            if (string.IsNullOrEmpty(value)) return Failure.Invalid($"Match {criterion} has no value");
            result = And(result, Criterion(criterion, value, connection));
        }
        return new Block(result, false);
    }

    /// <summary>Both must apply.</summary>
    public static SshdMatchResult And(SshdMatchResult one, SshdMatchResult other) => one < other ? one : other;

    private static SshdMatchResult Criterion(string criterion, string value, SshdConnection connection) => criterion switch
    {
        "user" when connection.User is { } user => SshdPattern.MatchList(user, value) == 1 ? SshdMatchResult.Yes : SshdMatchResult.No,
        "group" when connection.Groups is { } groups => InGroup(groups, value) ? SshdMatchResult.Yes : SshdMatchResult.No,
        // Criteria that depend on the connection, and criteria of future versions.
        _ => SshdMatchResult.Maybe,
    };

    // A negated pattern that matches any group excludes the user, regardless of other matches.
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
