using Daybreak.Machine.Accounts;

namespace Daybreak.Machine.Changes;

/// <summary>
/// Replaces account files in this order, under the locks of shadow-utils, so that no useradd, passwd or vipw runs at the same time. If a file
/// has changed since the plan, none is replaced. Modes and owners stay. Without edits it only removes the locks that an interrupted run has
/// left.
/// </summary>
/// <param name="Edits">In the order in which they are made. After a power cut between two of them the next plan completes the rest.</param>
/// <param name="Sentence">What it does.</param>
public sealed record EditAccountFiles(IReadOnlyList<AccountFileEdit> Edits, string Sentence) : Change(Sentence)
{
    /// <summary>How long to wait for a lock that another program holds. lckpwdf(3) waits 15 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        var root = context.Root;
        using var locks = AccountLocks.Take(root, [.. Edits.Select(edit => edit.Kind.Path)], Patience);
        foreach (var edit in Edits) RefuseWhenChanged(root, edit);
        foreach (var edit in Edits)
        {
            var entry = root.Entry(root.Canonical(edit.Kind.Path)) ?? NewEntry(edit);
            root.Replace(edit.Kind.Path, edit.Content.Span, entry.Mode, new Owner(entry.User, entry.Group));
        }
        locks.Release();
        return null;
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        foreach (var edit in Edits)
        {
            string place = overlay.Resolve(edit.Kind.Path);
            overlay.Put(place, (overlay.Entry(place) ?? NewEntry(edit)) with { Size = edit.Content.Length }, edit.Content);
        }
        if (overlay.Entry(AccountLocks.Gate) is null) overlay.Put(overlay.Resolve(AccountLocks.Gate, followLast: false), FileEntry.File(Permissions.OwnerOnly, Owner.System, 0));
        overlay.Remove(overlay.Resolve(AccountLocks.Token, followLast: false));
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description)
    {
        string[] paths = [.. Edits.Select(edit => edit.Kind.Path)];
        description.Add("paths", paths);
        description.Summary = string.Join(' ', paths);
    }

    private static FileEntry NewEntry(AccountFileEdit edit) => FileEntry.File(edit.Kind.NewMode, Owner.System, edit.Content.Length);

    private static void RefuseWhenChanged(RootDirectory root, AccountFileEdit edit)
    {
        string path = edit.Kind.Path;
        byte[]? now = root.Read(path);
        bool same = edit.Planned is { } before ? now is not null && before.Span.SequenceEqual(now) : now is null;
        if (!same) throw new FileFailure(path, $"{path} has changed since the plan was made: no account file was written, and the next run plans again");
    }
}
