namespace Daybreak.Machine.Changes;

/// <summary>
/// Renames a file that an earlier change made over another one, within one file system. The content is durable before the rename, and the
/// file gets the SELinux label of the one that it replaces.
/// </summary>
/// <param name="From">Absolute, below the root.</param>
/// <param name="To">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MoveFile(string From, string To, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        context.Root.Move(From, To);
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // A program may make the file. Then it will exist, with content that is not known yet.
        var content = overlay.Read(From) ?? ReadOnlyMemory<byte>.Empty;
        var entry = overlay.Entry(From) ?? FileEntry.File(Permissions.OwnerOnly, Owner.System, 0);
        overlay.Remove(overlay.Resolve(From, followLast: false));
        string place = overlay.Resolve(To, followLast: false);
        overlay.Remove(place);
        overlay.Put(place, entry, content);
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        description.Add("path", To);
        description.Add("from", From);
        description.Summary = $"{From} -> {To}";
    }
}
