namespace Daybreak.Machine.Accounts;

/// <summary>The files that define an account, read together.</summary>
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

    /// <summary>The change that removes the locks of an interrupted run; null if there are none.</summary>
    public static Change? Unlock(MachineView machine) =>
        machine.Entry(AccountLocks.Token) is null ? null : new EditAccountFiles([], "account files unlocked: an interrupted run left them locked");

    /// <summary>
    /// The files with the user added to these groups, except the user's primary group. Missing groups are ignored; other members stay.
    /// </summary>
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
    /// The change that writes these files; null if the machine has them already. gshadow is written before group and shadow before
    /// passwd, so that an account never exists without its password entry. passwd, which creates the user, is last.
    /// </summary>
    /// <param name="sentence">The description of the change.</param>
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
