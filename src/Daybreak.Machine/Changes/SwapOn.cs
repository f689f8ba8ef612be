namespace Daybreak.Machine.Changes;

/// <summary>Enables swapping to a file (swapon(2)).</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SwapOn(string Path, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => FailedIf(context.Kernel.SwapOn(context.Root.Below(Path)));

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // The kernel's list of swap space stays as it is until the change is applied.
    }
}
