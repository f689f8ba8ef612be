namespace Daybreak.Machine.Changes;

/// <summary>Fails with its sentence as the reason. It stands for something that is impossible, within a <see cref="ContinueOnError"/>.</summary>
/// <param name="Sentence">Why it is impossible.</param>
public sealed record AlwaysFails(string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => Failed(Sentence);

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
    }
}
