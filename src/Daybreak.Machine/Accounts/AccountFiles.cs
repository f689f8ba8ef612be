using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Accounts;

/// <summary>The files that make an account, read at one time.</summary>
/// <param name="Passwd">/etc/passwd.</param>
/// <param name="Shadow">/etc/shadow.</param>
/// <param name="Group">/etc/group.</param>
/// <param name="GShadow">/etc/gshadow.</param>
/// <param name="SubUid">/etc/subuid.</param>
/// <param name="SubGid">/etc/subgid.</param>
public sealed record AccountFiles(AccountFile Passwd, AccountFile Shadow, AccountFile Group, AccountFile GShadow, AccountFile SubUid, AccountFile SubGid)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="FileFailure">One cannot be read.</exception>
    public static AccountFiles Read(MachineView machine) => new(
        AccountFile.Read(machine, AccountFileKind.Passwd),
        AccountFile.Read(machine, AccountFileKind.Shadow),
        AccountFile.Read(machine, AccountFileKind.Group),
        AccountFile.Read(machine, AccountFileKind.GShadow),
        AccountFile.Read(machine, AccountFileKind.SubUid),
        AccountFile.Read(machine, AccountFileKind.SubGid));

    /// <summary>What takes away the locks that a run which was cut has left; null when there are none.</summary>
    public static Change? Unlock(MachineView machine) =>
        machine.Entry(AccountLocks.Token) is null ? null : new EditAccountFiles([], "account files unlocked: a run that was cut had locked them");

    /// <summary>The files with this user in these groups, as far as there are such groups; who is there stays.</summary>
    /// <param name="name">The user.</param>
    /// <param name="groups">The groups' names.</param>
    /// <param name="primary">The user's primary group: nobody is put into that one again.</param>
    public AccountFiles WithMember(string name, IReadOnlyList<string> groups, uint? primary)
    {
        var files = this;
        foreach (string group in groups)
        {
            if (files.Group.Find(group) is not { } fields || (primary is { } own && FreeId.Parse(fields[2]) == own)) continue;
            files = files with { Group = Join(files.Group, fields, name) };
            if (files.GShadow.Find(group) is { } shadowed) files = files with { GShadow = Join(files.GShadow, shadowed, name) };
        }
        return files;
    }

    /// <summary>
    /// The change that gives the machine these files; null when it has them. The shadow of a group comes before the group and the
    /// shadow of a user before the user, so that nothing is ever seen without what protects it, and passwd, which makes a user, last.
    /// </summary>
    /// <param name="sentence">What it does.</param>
    public EditAccountFiles? Edit(string sentence)
    {
        AccountFileEdit[] edits = [.. ((AccountFile[])[GShadow, Group, SubUid, SubGid, Shadow, Passwd]).Select(file => file.Edit()).OfType<AccountFileEdit>()];
        return edits.Length == 0 ? null : new EditAccountFiles(edits, sentence);
    }

    private static AccountFile Join(AccountFile file, string[] fields, string name)
    {
        if (fields[3].Split(',').Contains(name)) return file;
        return file.With([.. fields[..3], fields[3].Length == 0 ? name : $"{fields[3]},{name}"]);
    }
}
