namespace Daybreak.Machine.Changes;

/// <summary>Why a change could not be applied: enough for an operator to act on, and for the report to the platform.</summary>
/// <param name="Change">The change.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="ExitCode">The program's exit code, when a program ran; a negative signal number when it was killed.</param>
/// <param name="ErrorOutput">The end of the program's error output.</param>
public sealed record ChangeFailure(Change Change, string Reason, int? ExitCode = null, string? ErrorOutput = null)
{
    /// <summary>The reason, with the last line of what the program said.</summary>
    public string Sentence => ErrorOutput is { Length: > 0 } said ? $"{Reason}: {said.Split('\n')[^1]}" : Reason;
}
