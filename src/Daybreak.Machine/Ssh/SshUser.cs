using Daybreak.Machine.Accounts;

namespace Daybreak.Machine.Ssh;

/// <summary>A user for sshd.</summary>
/// <param name="Name">The name.</param>
/// <param name="Id">The user id.</param>
/// <param name="Group">The primary group's id.</param>
/// <param name="Home">The home directory in passwd(5).</param>
/// <param name="Groups">The names of all groups of the user, for Match blocks.</param>
public sealed record SshUser(string Name, uint Id, uint Group, string Home, IReadOnlyList<string> Groups)
{
    /// <summary>The owner of the user's files.</summary>
    public Owner Owner => new(Id, Group);

    /// <summary>A connection of this user.</summary>
    public SshdConnection Connection => new(Name, Groups);

    /// <summary>Finds a user.</summary>
    /// <returns>Null if there is no such user.</returns>
    /// <exception cref="FileFailure">The line for the name is invalid.</exception>
    public static SshUser? Find(MachineView machine, string name)
    {
        if (UserEntry.Find(AccountFile.Read(machine, AccountFileKind.Passwd), name) is not { } user) return null;
        var groups = new List<string>();
        foreach (string[] entry in AccountFile.Read(machine, AccountFileKind.Group).Entries)
            if (FreeId.Parse(entry[2]) == user.Group || Array.IndexOf(entry[3].Split(','), name) >= 0) groups.Add(entry[0]);
        return new SshUser(name, user.User, user.Group, user.Home, groups);
    }
}
