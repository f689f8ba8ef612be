namespace Daybreak.Provisioning.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Exit">The exit status.</param>
/// <param name="Sentence">One sentence for an operator.</param>
public sealed record Outcome(ExitStatus Exit, string Sentence)
{
    /// <summary>Whether the run succeeded.</summary>
    public bool Succeeded => Exit == ExitStatus.Done;

    /// <summary>The outcome if <c>--only</c> has an unknown name; null if all are known.</summary>
    internal static Outcome? UnknownStep(string kind, IReadOnlyList<string> only, IReadOnlyList<string> known) =>
        only.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? new Outcome(ExitStatus.Usage, $"--only: unknown {kind} {unknown}; expected one of {string.Join(", ", known)}")
            : null;
}
