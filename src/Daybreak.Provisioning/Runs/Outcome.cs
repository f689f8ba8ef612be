using Daybreak.Core;

namespace Daybreak.Provisioning.Runs;

/// <summary>How a run ended: one exit status and one sentence.</summary>
/// <param name="Exit">The exit status.</param>
/// <param name="Sentence">What an operator needs to know.</param>
public sealed record Outcome(ExitStatus Exit, string Sentence)
{
    /// <summary>Whether the run did what it was for.</summary>
    public bool Succeeded => Exit == ExitStatus.Done;
}
