namespace Daybreak.Machine.Accounts;

/// <summary>A user, as passwd(5) has one.</summary>
/// <param name="Name">The name.</param>
/// <param name="User">The user id.</param>
/// <param name="Group">The primary group's id.</param>
/// <param name="Home">The home directory, as it is written there.</param>
/// <param name="Shell">The shell; empty for /bin/sh.</param>
public sealed record UserEntry(string Name, uint User, uint Group, string Home, string Shell)
{
    /// <summary>The user of this name; null when there is none.</summary>
    /// <param name="passwd">/etc/passwd.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="Files.FileFailure">There is a line for the name, but it says no user.</exception>
    public static UserEntry? Find(AccountFile passwd, string name)
    {
        if (passwd.Find(name) is not { } fields)
        {
            return passwd.IsBroken(name)
                ? throw new Files.FileFailure(passwd.Kind.Path, $"the line of {name} in {passwd.Kind.Path} has not the {passwd.Kind.FieldCount} fields that it should have: correct it, or take it out")
                : null;
        }
        if (FreeId.Parse(fields[2]) is not { } user || FreeId.Parse(fields[3]) is not { } group)
            throw new Files.FileFailure(passwd.Kind.Path, $"the line of {name} in {passwd.Kind.Path} has no number as its user or group id: correct it, or take it out");
        return new UserEntry(fields[0], user, group, fields[5], fields[6]);
    }
}
