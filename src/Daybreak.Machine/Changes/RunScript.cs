namespace Daybreak.Machine.Changes;

/// <summary>
/// Runs a program of the customer and records its result. "begun KEY" is added to a file, durably, before it starts, and "ended KEY exit:0"
/// after it ends. A power cut while it runs leaves only "begun", and the next plan takes that into account.
/// </summary>
/// <param name="Key">Its name in that file: no white space.</param>
/// <param name="Arguments">The program's absolute path below the root, and its arguments. Never a secret, because other users can see them.</param>
/// <param name="StatePath">The file with the results. It exists, or an earlier change makes it.</param>
/// <param name="LogPath">The file that its output is added to. Its directory exists, or an earlier change makes it.</param>
/// <param name="TimeLimit">After this time the program and its process group are killed.</param>
/// <param name="IgnoreFailure">Whether a failure is only logged.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RunScript(
    string Key, IReadOnlyList<string> Arguments, string StatePath, string LogPath, TimeSpan TimeLimit, bool IgnoreFailure, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.AppendLine(StatePath, $"begun {Key}");
        var outcome = context.Kernel.RunLogged(Arguments, LogPath, TimeLimit, line => context.Log($"{Key}: {line}"));
        context.AppendLine(StatePath, $"ended {Key} {Result(outcome)}");
        if (outcome.Succeeded) return null;
        var failure = Failed(outcome.Sentence(Key), outcome);
        if (!IgnoreFailure) return failure;
        context.Log($"{failure.Reason}; its output is in {LogPath}");
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        overlay.AppendLine(StatePath, $"begun {Key}");
        overlay.AppendLine(StatePath, $"ended {Key} exit:0");
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("command", Arguments);
        description.Add("timeLimitSeconds", TimeLimit.TotalSeconds);
        description.Summary = string.Join(' ', Arguments);
    }

    private static string Result(ProgramOutcome outcome) => outcome switch
    {
        { StartError: not null } => "not-started",
        { TimedOut: true } => "timeout",
        { ExitCode: < 0 and var signal } => $"signal:{-signal}",
        _ => $"exit:{outcome.ExitCode}",
    };
}
