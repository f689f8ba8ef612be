namespace Daybreak.Machine.Changes;

/// <summary>Makes one directory, or gives an existing one this mode and owner.</summary>
/// <param name="Path">Absolute, below the root. Its parent exists, or an earlier change makes it.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">User and group id.</param>
/// <param name="Links">Whether links of the system on the way are followed.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeDirectory(string Path, Permissions Mode, Owner Owner, LinkPolicy Links, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.MakeDirectory(Path, Mode, Owner, Links);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.PutDirectory(overlay.Resolve(Path), Mode, Owner);

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Add("mode", Mode.ToString());
        description.Add("owner", Owner.ToString());
        description.Summary = $"{Path} {Mode} {Owner}";
    }
}
