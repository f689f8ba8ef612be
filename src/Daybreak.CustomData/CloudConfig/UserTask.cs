using Daybreak.Machine.Accounts;
using Daybreak.Machine.Ssh;

namespace Daybreak.CustomData.CloudConfig;

/// <summary>A user of a cloud-config.</summary>
internal sealed record WantedUser
{
    public string Name { get; init; } = "";

    /// <summary>Whether it is the platform's administrator, whose name is in the state.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Whether a missing user is an error.</summary>
    public bool MustExist { get; init; }

    public string? Comment { get; init; }

    public string? Home { get; init; }

    public string? Shell { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether password login is disabled. The hash is kept.</summary>
    public bool IsLocked { get; init; } = true;

    public string? Hash { get; init; }

    public IReadOnlyList<PublicKey> Keys { get; init; } = [];
}

/// <summary>Creates a user. An existing user gets the groups and keys, and stays as it is otherwise.</summary>
internal sealed class UserTask(string key, string title, WantedUser user) : CustomDataTask(key, title)
{
    private static readonly string[] Shells = ["/bin/bash", "/bin/sh"];

    /// <inheritdoc/>
    public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings)
    {
        var changes = new List<Change>();
        string name = (user.IsAdministrator ? state.Administrator : user.Name)
            ?? throw new FileFailure("/etc/passwd", "the platform named no administrator for these keys");
        if (AccountFiles.Unlock(machine) is { } unlock) changes.Add(unlock);
        var login = LoginDefinitions.Read(machine);
        var defaults = NewUserDefaults.Read(machine);
        var files = AccountFiles.Read(machine);
        bool isNew = UserEntry.Find(files.Passwd, name) is null;
        if (isNew && (user.MustExist || user.IsAdministrator)) throw new FileFailure("/etc/passwd", $"user {name} does not exist");

        var wanted = Groups.AddTo(isNew ? Added(files, name, machine, login, defaults) : files, user.Groups, login);
        var entry = UserEntry.Find(wanted.Passwd, name)!;
        wanted = wanted.WithMember(name, user.Groups, entry.Group);
        // An obstacle to the home directory is found before anything is written.
        var home = isNew ? HomeDirectory.Plan(machine, entry, login, defaults).ToList() : [];
        if (wanted.Edit(isNew ? $"new user {name}" : $"user {name} exists") is { } edit) changes.Add(edit);
        changes.AddRange(home);
        if (user.Keys.Count > 0) AddKeys(machine, name, surroundings, changes);
        return changes;
    }

    private AccountFiles Added(AccountFiles files, string name, MachineView machine, LoginDefinitions login, NewUserDefaults defaults)
    {
        string shell = user.Shell ?? defaults.Shell ?? FindProgram.At(machine, Shells) ?? "/bin/sh";
        files = new NewUser(name, shell, ShadowEntry.Today(TimeProvider.System), login, defaults).AddTo(files);
        string[] line = files.Passwd.Find(name)!;
        line[4] = user.Comment ?? line[4];
        line[5] = user.Home ?? line[5];
        files = files with { Passwd = files.Passwd.With(line) };
        if (user.Hash is null || files.Shadow.Find(name) is not { } shadow) return files;
        shadow[ShadowEntry.Password] = user.IsLocked ? "!" + user.Hash : user.Hash;
        return files with { Shadow = files.Shadow.With(shadow) };
    }

    // A user whose keys cannot be authorized is created anyway, and the rest of the custom data continues.
    private void AddKeys(MachineView machine, string name, Surroundings surroundings, List<Change> changes)
    {
        try
        {
            var after = machine.After(changes);
            changes.AddRange(EnsureAuthorizedKeys.Plan(after, SshUser.Find(after, name)!, user.Keys));
        }
        catch (FileFailure cannot) when (!surroundings.Settings.BeforeReady)
        {
            changes.Add(new AlwaysFails(cannot.Message));
        }
    }
}

/// <summary>Groups that must exist.</summary>
internal static class Groups
{
    public static IEnumerable<Change> Plan(MachineView machine, IReadOnlyList<string> groups, string title)
    {
        if (AccountFiles.Unlock(machine) is { } unlock) yield return unlock;
        if (AddTo(AccountFiles.Read(machine), groups, LoginDefinitions.Read(machine)).Edit(title) is { } edit) yield return edit;
    }

    /// <summary>The files with these groups in them.</summary>
    public static AccountFiles AddTo(AccountFiles files, IReadOnlyList<string> groups, LoginDefinitions login)
    {
        foreach (string name in groups)
        {
            if (files.Group.Find(name) is not null) continue;
            uint id = FreeId.Next(files.Group, login.GidMin, login.GidMax)
                ?? throw new FileFailure("/etc/group", $"no group id is free between {login.GidMin} and {login.GidMax} (GID_MIN and GID_MAX in /etc/login.defs)");
            bool shadowed = files.GShadow.Exists;
            files = files with { Group = files.Group.With(name, shadowed ? "x" : ShadowEntry.Locked, FreeId.Text(id), "") };
            if (shadowed) files = files with { GShadow = files.GShadow.With(name, ShadowEntry.Locked, "", "") };
        }
        return files;
    }
}
