namespace Daybreak.Machine.Changes;

/// <summary>One change to the machine, as data. Nothing happens until the <see cref="Executor"/> applies it.</summary>
/// <remarks>
/// A kind of change is one class, in a file of its own. It knows how to apply itself, how the machine looks afterwards, and how it is described.
/// </remarks>
/// <param name="Sentence">What it does, in plain words, for the plan and the log. Never contains a secret.</param>
public abstract record Change(string Sentence)
{
    /// <summary>
    /// The part of the step that it belongs to, such as a disk; null for the step as a whole. If it fails, the changes of other parts are still applied.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>Whether a failure is only a warning. The changes after it are applied, and the VM counts as provisioned.</summary>
    public bool MayFail { get; init; }

    /// <summary>Whether the plan ends after this change, because its effect is only known afterwards. The rest is planned again.</summary>
    public virtual bool EndsPlan => false;

    /// <summary>The name of the kind, as the plan's JSON shows it.</summary>
    public virtual string Kind => GetType().Name;

    /// <summary>Applies the change. It is atomic and durable when this returns.</summary>
    /// <returns>Null if it succeeded, otherwise the reason.</returns>
    /// <exception cref="FileFailure">A file operation failed. The executor turns it into a failure.</exception>
    public abstract Failure? Apply(ChangeContext context);

    /// <summary>Shows the machine as it will be after the change.</summary>
    public abstract void Foresee(MachineOverlay overlay);

    /// <summary>
    /// Gives the facts that the plan prints. Never a secret. By default there are none, because the sentence says everything.
    /// </summary>
    public virtual void Describe(ChangeDescription description)
    {
    }

    /// <summary>Whether this change and a later one can be applied at the same time.</summary>
    public virtual bool CanApplyWith(Change later) => false;

    /// <summary>Applies this change and others. A failure of one does not stop the others. A kind whose <see cref="CanApplyWith"/> accepts others implements it.</summary>
    /// <returns>For each change null if it succeeded, otherwise the reason.</returns>
    public virtual IReadOnlyList<Failure?> ApplyTogether(IReadOnlyList<Change> all, ChangeContext context) =>
        throw new InvalidOperationException($"{Kind} cannot be applied together with other changes");

    /// <summary>Replaces a file of the system.</summary>
    public static WriteFile Write(string path, string text, Permissions mode, string sentence) =>
        new(path, System.Text.Encoding.UTF8.GetBytes(text), mode, Owner.System, LinkPolicy.SystemLinks, sentence);

    /// <summary>
    /// The failure of this change: its details are the change, and the exit code and the end of the error output of the program that
    /// failed.
    /// </summary>
    protected internal Failure Failed(string reason, ProgramOutcome? outcome = null)
    {
        var details = new List<(string, string)> { ("change", Sentence) };
        if (outcome?.ExitCode is { } code) details.Add(("exit_code", code.ToString(CultureInfo.InvariantCulture)));
        if (outcome is not { ErrorOutput: { Length: > 0 } output }) return Failure.Refused(reason) with { Details = details };
        details.Add(("stderr", output));
        return new Failure(ExitStatus.CannotWrite, reason, $"{reason}: {output.Split('\n')[^1]}") { Details = details };
    }

    /// <summary>The failure of this change because an operation of the kernel failed; null if it succeeded.</summary>
    protected Failure? FailedIf(Failure? refused) => refused is null ? null : Failed(refused.Reason);
}
