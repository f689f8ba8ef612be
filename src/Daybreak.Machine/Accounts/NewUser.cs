namespace Daybreak.Machine.Accounts;

/// <summary>Adds a new user to the account files. Pure: it takes files and returns files.</summary>
/// <param name="name">The user's name.</param>
/// <param name="shell">The login shell.</param>
/// <param name="today"><see cref="ShadowEntry.Today"/>.</param>
/// <param name="login">/etc/login.defs.</param>
/// <param name="defaults">/etc/default/useradd.</param>
public sealed class NewUser(string name, string shell, string today, LoginDefinitions login, NewUserDefaults defaults)
{
    private const string NoPassword = "*";

    /// <summary>The files with the user added.</summary>
    /// <exception cref="FileFailure">The files are inconsistent, so no user can be added safely.</exception>
    public AccountFiles AddTo(AccountFiles files)
    {
        foreach (var file in (AccountFile[])[files.Shadow, files.Group, files.GShadow])
            if (file.IsBroken(name)) throw new FileFailure(file.Kind.Path, $"the line for {name} in {file.Kind.Path} is invalid: expected {file.Kind.FieldCount} fields; correct or remove the line");
        files = WithBasics(files);
        uint user = FreeId.Next(files.Passwd, login.UidMin, login.UidMax)
            ?? throw new FileFailure(files.Passwd.Kind.Path, $"no free user id between {login.UidMin} and {login.UidMax} (UID_MIN and UID_MAX in /etc/login.defs)");

        uint group;
        if (files.Group.Find(name) is { } own) group = OwnGroup(files, own);
        else if (!login.UserGroups) group = CommonGroup(files.Group);
        else (files, group) = WithOwnGroup(files, user);

        return files with
        {
            SubUid = WithRange(files.SubUid, login.SubUids),
            SubGid = WithRange(files.SubGid, login.SubGids),
            Shadow = files.Shadow.With(ShadowEntry.New(name, today, login, defaults)),
            Passwd = files.Passwd.With(name, "x", FreeId.Text(user), FreeId.Text(group), "", $"{defaults.Homes}/{name}", shell),
        };
    }

    private AccountFiles WithBasics(AccountFiles files)
    {
        if (!files.Passwd.Exists)
        {
            if (files.Shadow.Entries.FirstOrDefault(entry => entry[0] != "root" && entry[0] != name || entry[1].Length == 0 || entry[1][0] is not ('!' or '*')) is { } other)
                throw new FileFailure(files.Passwd.Kind.Path, $"{files.Passwd.Kind.Path} is missing, but {files.Shadow.Kind.Path} has an entry for {other[0]}: restore {files.Passwd.Kind.Path}, because a new one would hide the existing users");
            files = files with { Passwd = files.Passwd.With("root", "x", "0", "0", "root", "/root", shell) };
            if (files.Shadow.Find("root") is null) files = files with { Shadow = files.Shadow.With("root", NoPassword, today, "", "", "", "", "", "") };
        }
        else if (!files.Shadow.Exists && files.Passwd.Entries.FirstOrDefault(entry => entry[1] == "x") is { } shadowed)
        {
            throw new FileFailure(files.Shadow.Kind.Path, $"{files.Shadow.Kind.Path} is missing, but {files.Passwd.Kind.Path} refers to it for the password of {shadowed[0]}: restore it, or create it with pwconv");
        }
        return files.Group.Exists ? files : files with { Group = files.Group.With("root", "x", "0", "") };
    }

    // An interrupted run can leave this group behind. It is used if no other user belongs to it.
    private uint OwnGroup(AccountFiles files, string[] group)
    {
        string path = files.Group.Kind.Path;
        if (FreeId.Parse(group[2]) is not { } id || id < login.GidMin || id == FreeId.Overflow)
            throw new FileFailure(path, $"{name} is a system group (group id {group[2]} in {path}), and a user with that name would get its rights: choose another user name");
        string? other = group[3].Split(',', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(member => member != name)
            ?? files.Passwd.Entries.FirstOrDefault(entry => entry[3] == group[2])?[0];
        return other is null ? id : throw new FileFailure(path, $"the group {name} exists and {other} is a member, so the user {name} would share its files: choose another user name, or remove the group");
    }

    private (AccountFiles Files, uint Group) WithOwnGroup(AccountFiles files, uint user)
    {
        uint id = FreeId.Next(files.Group, login.GidMin, login.GidMax, preferred: user)
            ?? throw new FileFailure(files.Group.Kind.Path, $"no free group id between {login.GidMin} and {login.GidMax} (GID_MIN and GID_MAX in /etc/login.defs)");
        bool shadowed = files.GShadow.Exists;
        files = files with { Group = files.Group.With(name, shadowed ? "x" : ShadowEntry.Locked, FreeId.Text(id), "") };
        return (shadowed ? files with { GShadow = files.GShadow.With(name, ShadowEntry.Locked, "", "") } : files, id);
    }

    private uint CommonGroup(AccountFile groups)
    {
        if (groups.Find(defaults.Group) is { } named && FreeId.Parse(named[2]) is { } id) return id;
        return FreeId.Parse(defaults.Group) ?? throw new FileFailure(groups.Kind.Path, $"the group {defaults.Group} (GROUP in /etc/default/useradd) is not in {groups.Kind.Path}: add the group, or correct GROUP");
    }

    // As useradd: only if the machine has the file. The user gets no range if none is free.
    private AccountFile WithRange(AccountFile file, SubordinateRange range) =>
        file.Exists && file.Find(name) is null && FreeId.NextRange(file, range) is { } first ? file.With(name, FreeId.Text(first), FreeId.Text(range.Count)) : file;
}
