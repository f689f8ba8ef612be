namespace Daybreak.Machine.Accounts;

/// <summary>A user of passwd(5).</summary>
/// <param name="Name">The name.</param>
/// <param name="User">The user id.</param>
/// <param name="Group">The primary group's id.</param>
/// <param name="Home">The home directory as in the file.</param>
/// <param name="Shell">The shell; empty means /bin/sh.</param>
public sealed record UserEntry(string Name, uint User, uint Group, string Home, string Shell)
{
    /// <summary>The user with this name in /etc/passwd; null if there is none.</summary>
    /// <exception cref="Files.FileFailure">The line for the name is invalid.</exception>
    public static UserEntry? Find(AccountFile passwd, string name)
    {
        if (passwd.Find(name) is not { } fields)
        {
            return passwd.IsBroken(name)
                ? throw new Files.FileFailure(passwd.Kind.Path, $"the line for {name} in {passwd.Kind.Path} is invalid: expected {passwd.Kind.FieldCount} fields; correct or remove the line")
                : null;
        }
        if (FreeId.Parse(fields[2]) is not { } user || FreeId.Parse(fields[3]) is not { } group)
            throw new Files.FileFailure(passwd.Kind.Path, $"the line for {name} in {passwd.Kind.Path} is invalid: the user id and the group id must be numbers; correct or remove the line");
        return new UserEntry(fields[0], user, group, fields[5], fields[6]);
    }
}
