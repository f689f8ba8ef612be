namespace Daybreak.Machine.Changes;

/// <summary>Replaces a file atomically and durably. Owner and mode are set before the content.</summary>
/// <param name="Path">Absolute, below the root. Its directory exists, or an earlier change makes it.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">User and group id.</param>
/// <param name="Links">Whether links of the system on the way are followed.</param>
/// <param name="Sentence">What it does.</param>
public sealed record WriteFile(string Path, ReadOnlyMemory<byte> Content, Permissions Mode, Owner Owner, LinkPolicy Links, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.Replace(Path, Content.Span, Mode, Owner, Links);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.Put(overlay.Resolve(Path), FileEntry.File(Mode, Owner, Content.Length), Content);

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => Describe(description, Owner.ToString());

    /// <summary>Describes it with another text for the owner.</summary>
    internal void Describe(ChangeDescription description, string owner)
    {
        description.Add("path", Path);
        description.Add("mode", Mode.ToString());
        description.Add("owner", owner);
        description.Add("bytes", Content.Length);
        description.Summary = $"{Path} {Mode} {owner} {Content.Length} bytes";
    }
}
