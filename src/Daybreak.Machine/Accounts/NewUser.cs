using Daybreak.Machine.Files;

namespace Daybreak.Machine.Accounts;

/// <summary>What a user that is not there yet needs in the account files. Pure: files in, files out.</summary>
/// <param name="name">The user's name.</param>
/// <param name="shell">The login shell.</param>
/// <param name="today"><see cref="ShadowEntry.Today"/>.</param>
/// <param name="login">/etc/login.defs.</param>
/// <param name="defaults">/etc/default/useradd.</param>
public sealed class NewUser(string name, string shell, string today, LoginDefinitions login, NewUserDefaults defaults)
{
    private const string NoPassword = "*";

    /// <summary>The files with the user in them; passwd, which makes it a user, is the last.</summary>
    /// <param name="files">The files as they are.</param>
    /// <exception cref="FileFailure">They are in a state that nobody should add to.</exception>
    public AccountFiles AddTo(AccountFiles files)
    {
        foreach (var file in (AccountFile[])[files.Shadow, files.Group, files.GShadow])
            if (file.IsBroken(name)) throw new FileFailure(file.Kind.Path, $"a line of {name} in {file.Kind.Path} has not the {file.Kind.FieldCount} fields that it should have: correct it, or take it out");
        files = WithBasics(files);
        uint user = FreeId.Next(files.Passwd, login.UidMin, login.UidMax)
            ?? throw new FileFailure(files.Passwd.Kind.Path, $"no user id is free between {login.UidMin} and {login.UidMax} (UID_MIN and UID_MAX in /etc/login.defs)");

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
                throw new FileFailure(files.Passwd.Kind.Path, $"{files.Passwd.Kind.Path} is missing, but {files.Shadow.Kind.Path} knows {other[0]}: put it back, a new one would hide the users that were there");
            files = files with { Passwd = files.Passwd.With("root", "x", "0", "0", "root", "/root", shell) };
            if (files.Shadow.Find("root") is null) files = files with { Shadow = files.Shadow.With("root", NoPassword, today, "", "", "", "", "", "") };
        }
        else if (!files.Shadow.Exists && files.Passwd.Entries.FirstOrDefault(entry => entry[1] == "x") is { } shadowed)
        {
            throw new FileFailure(files.Shadow.Kind.Path, $"{files.Shadow.Kind.Path} is missing, but {files.Passwd.Kind.Path} says that the password of {shadowed[0]} is there: put it back, or make it with pwconv");
        }
        return files.Group.Exists ? files : files with { Group = files.Group.With("root", "x", "0", "") };
    }

    // A cut between group and passwd leaves this group too: it is taken when it is nobody else's.
    private uint OwnGroup(AccountFiles files, string[] group)
    {
        string path = files.Group.Kind.Path;
        if (FreeId.Parse(group[2]) is not { } id || id < login.GidMin || id == FreeId.Nobody)
            throw new FileFailure(path, $"{name} is a system group (group id {group[2]} in {path}): a user of that name would get its rights; choose another user name");
        string? other = group[3].Split(',', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(member => member != name)
            ?? files.Passwd.Entries.FirstOrDefault(entry => entry[3] == group[2])?[0];
        return other is null ? id : throw new FileFailure(path, $"the group {name} is there already, and {other} is in it: the user {name} would share its files; choose another user name, or remove the group");
    }

    private (AccountFiles Files, uint Group) WithOwnGroup(AccountFiles files, uint user)
    {
        uint id = FreeId.Next(files.Group, login.GidMin, login.GidMax, preferred: user)
            ?? throw new FileFailure(files.Group.Kind.Path, $"no group id is free between {login.GidMin} and {login.GidMax} (GID_MIN and GID_MAX in /etc/login.defs)");
        bool shadowed = files.GShadow.Exists;
        files = files with { Group = files.Group.With(name, shadowed ? "x" : ShadowEntry.Locked, FreeId.Text(id), "") };
        return (shadowed ? files with { GShadow = files.GShadow.With(name, ShadowEntry.Locked, "", "") } : files, id);
    }

    private uint CommonGroup(AccountFile groups)
    {
        if (groups.Find(defaults.Group) is { } named && FreeId.Parse(named[2]) is { } id) return id;
        return FreeId.Parse(defaults.Group) ?? throw new FileFailure(groups.Kind.Path, $"the group {defaults.Group} (GROUP in /etc/default/useradd) is not in {groups.Kind.Path}");
    }

    // As useradd: only where the machine has the file. A user that finds no room has none.
    private AccountFile WithRange(AccountFile file, SubordinateRange range) =>
        file.Exists && file.Find(name) is null && FreeId.NextRange(file, range) is { } first ? file.With(name, FreeId.Text(first), FreeId.Text(range.Count)) : file;
}
