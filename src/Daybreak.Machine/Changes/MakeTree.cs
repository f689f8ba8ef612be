namespace Daybreak.Machine.Changes;

/// <summary>
/// Makes a directory with its content, such as a home directory. It is built beside its place and renamed, so that it is there completely or
/// not at all. An empty directory in its place is replaced; anything else there is refused.
/// </summary>
/// <param name="Path">Absolute, below the root. Its parent exists, or an earlier change makes it.</param>
/// <param name="Mode">Permission bits of the directory itself.</param>
/// <param name="Owner">User and group id of all of it.</param>
/// <param name="Entries">The content, each directory before its own entries.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeTree(string Path, Permissions Mode, Owner Owner, IReadOnlyList<TreeEntry> Entries, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        TreeMaker.Make(context.Root, this);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        string top = overlay.Resolve(Path, followLast: false);
        overlay.Put(top, FileEntry.Directory(Mode, Owner));
        foreach (var entry in Entries)
        {
            string place = $"{top}/{entry.Path}";
            if (entry.Kind == FileKind.Link) overlay.PutLink(place, entry.Target!, Owner);
            else overlay.Put(place, new FileEntry(entry.Kind, entry.Mode, Owner.User, Owner.Group, entry.Content.Length), entry.Content);
        }
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", Path);
        description.Add("mode", Mode.ToString());
        description.Add("owner", Owner.ToString());
        description.Add("entries", Entries.Count);
        description.Summary = $"{Path} {Mode} {Owner}";
    }
}
