namespace Daybreak.Machine.Changes;

/// <summary>Makes a symbolic link, replacing an existing link.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Target">The target of the link.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeLink(string Path, string Target, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.MakeLink(Path, Target);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.PutLink(overlay.Resolve(Path, followLast: false), Target, Owner.System);

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Add("target", Target);
        description.Summary = $"{Path} -> {Target}";
    }
}
