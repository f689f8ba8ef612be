namespace Daybreak.Machine.Changes;

/// <summary>Removes a file or a symbolic link.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RemoveFile(string Path, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.Remove(Path);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.Remove(overlay.Resolve(Path, followLast: false));

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => description.Add("path", Path);
}
