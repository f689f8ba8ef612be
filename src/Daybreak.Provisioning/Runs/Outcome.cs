namespace Daybreak.Provisioning.Runs;

/// <summary>How a run ended: one exit status and one sentence.</summary>
/// <param name="Exit">The exit status.</param>
/// <param name="Sentence">What an operator needs to know.</param>
public sealed record Outcome(ExitStatus Exit, string Sentence)
{
    /// <summary>Whether the run did what it was for.</summary>
    public bool Succeeded => Exit == ExitStatus.Done;

    /// <summary>The outcome if <c>--only</c> has a name that is not known; null when all are.</summary>
    /// <param name="kind">What the names are of.</param>
    /// <param name="only">The names that were given.</param>
    /// <param name="known">The names that there are.</param>
    internal static Outcome? UnknownStep(string kind, IReadOnlyList<string> only, IReadOnlyList<string> known) =>
        only.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? new Outcome(ExitStatus.Usage, $"--only {unknown}: there is no such {kind}; there are {string.Join(", ", known)}")
            : null;
}
