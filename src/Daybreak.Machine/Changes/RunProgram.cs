namespace Daybreak.Machine.Changes;

/// <summary>Runs a program of the machine, without a shell. Only for what no other kind of change can do.</summary>
/// <param name="Arguments">The program's absolute path below the root, and its arguments. Never a secret, because other users can see them.</param>
/// <param name="TimeLimit">After this time the program is killed and the change fails.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RunProgram(IReadOnlyList<string> Arguments, TimeSpan TimeLimit, string Sentence) : Change(Sentence)
{
    /// <summary>The changes that the program is expected to make. Its real effect is only known afterwards, so the plan ends after it if there are any.</summary>
    public IReadOnlyList<Change> Expected { get; init; } = [];

    /// <summary>Runs a program for at most 30 s. Its failure is not a failure of provisioning.</summary>
    public static RunProgram Optional(IReadOnlyList<string> arguments, string sentence) =>
        new(arguments, TimeSpan.FromSeconds(30), sentence) { MayFail = true };

    /// <inheritdoc/>
    public override bool EndsPlan => Expected.Count > 0;

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        var outcome = context.Kernel.Run(Arguments, TimeLimit);
        return outcome.Succeeded ? null : Failed(outcome.Sentence(Arguments[0]), outcome);
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        foreach (var change in Expected) change.Foresee(overlay);
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("command", Arguments);
        description.Summary = string.Join(' ', Arguments);
    }
}
