namespace Daybreak.Machine.Changes;

/// <summary>Fails with its sentence as the reason. It stands for something that is impossible, within a <see cref="ContinueOnError"/>.</summary>
/// <param name="Sentence">Why it is impossible.</param>
public sealed record AlwaysFails(string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override ChangeFailure? Apply(ChangeContext context) => FailedIf(Sentence);

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
    }
}
