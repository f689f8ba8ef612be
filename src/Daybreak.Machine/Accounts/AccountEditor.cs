using Daybreak.Machine.Files;

namespace Daybreak.Machine.Accounts;

/// <summary>Applies <see cref="EditAccountFiles"/>.</summary>
internal static class AccountEditor
{
    public static void Apply(RootDirectory root, EditAccountFiles change)
    {
        using var locks = AccountLocks.Take(root, [.. change.Edits.Select(edit => edit.Kind.Path)], change.Patience);
        foreach (var edit in change.Edits) RefuseWhenChanged(root, edit);
        foreach (var edit in change.Edits)
        {
            var (mode, owner) = root.Entry(root.Canonical(edit.Kind.Path)) is { } entry
                ? (entry.Mode, new Owner(entry.User, entry.Group))
                : (edit.Kind.NewMode, Owner.System);
            root.Replace(edit.Kind.Path, edit.Content.Span, mode, owner);
        }
        locks.Release();
    }

    private static void RefuseWhenChanged(RootDirectory root, AccountFileEdit edit)
    {
        string path = edit.Kind.Path;
        byte[]? now = root.Read(path);
        bool same = edit.Planned is { } before ? now is not null && before.Span.SequenceEqual(now) : now is null;
        if (!same) throw new FileFailure(path, $"{path} changed after this run read it, so Daybreak did not write it: run Daybreak again");
    }
}
