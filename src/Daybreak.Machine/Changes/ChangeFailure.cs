namespace Daybreak.Machine.Changes;

/// <summary>Why a change failed, for the operator and for the report to the platform.</summary>
/// <param name="Change">The change.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="ExitCode">The program's exit code, if a program ran; the negative signal number if a signal ended it.</param>
/// <param name="ErrorOutput">The end of the program's error output.</param>
public sealed record ChangeFailure(Change Change, string Reason, int? ExitCode = null, string? ErrorOutput = null)
{
    /// <summary>The reason and the last line of the program's error output.</summary>
    public string Sentence => ErrorOutput is { Length: > 0 } output ? $"{Reason}: {output.Split('\n')[^1]}" : Reason;
}
