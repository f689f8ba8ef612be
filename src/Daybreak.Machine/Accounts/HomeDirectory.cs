namespace Daybreak.Machine.Accounts;

/// <summary>A user's home directory. It is created if it is missing. An existing directory of another owner is never changed.</summary>
public static class HomeDirectory
{
    /// <summary>The changes that create the home directory.</summary>
    /// <exception cref="FileFailure">The path exists and is not this user's home.</exception>
    public static IEnumerable<Change> Plan(MachineView machine, UserEntry user, LoginDefinitions login, NewUserDefaults defaults)
    {
        string home = user.Home.TrimEnd('/');
        if (!IsWanted(home) || (machine.Entry(home) is { } there && !CanReplace(machine, user, home, there, defaults))) yield break;

        foreach (string above in MissingAbove(machine, home))
            yield return new MakeDirectory(above, Permissions.PublicDirectory, Owner.System, LinkPolicy.SystemLinks, $"make {above}");
        yield return new MakeTree(
            home, login.HomeMode, new Owner(user.User, user.Group), Skeleton.Read(machine, defaults.Skeleton, home), $"home directory {home} of {user.Name}, with the content of {defaults.Skeleton}");
    }

    // Debian uses "/nonexistent" for accounts without a home.
    private static bool IsWanted(string home) =>
        home.StartsWith('/') && home != "/nonexistent" && !home.Split('/').AsSpan().ContainsAny("..", ".");

    private static bool CanReplace(MachineView machine, UserEntry user, string home, FileEntry there, NewUserDefaults defaults)
    {
        if (there.Kind == FileKind.Link)
        {
            string target = machine.Resolve(home);
            if (machine.Entry(target) is { Kind: FileKind.Directory } directory && directory.User == user.User) return false;
            throw new FileFailure(home, $"{home}, the home of {user.Name}, is a symbolic link to {target}, which is not a directory of {user.Name}: remove the link");
        }
        if (there.Kind != FileKind.Directory) throw new FileFailure(home, $"{home}, the home of {user.Name}, is not a directory: move it away");
        if (there.User == user.User) return false;
        if (there.User != Owner.System.User && there.User != 0)
            throw new FileFailure(home, $"{home}, the home of {user.Name} (user id {user.User}), belongs to user id {there.User}: change its owner to {user.Name}, or move it away");
        // Only an empty directory among the other homes is used. /var/empty, for example, is the home of system users and must not change.
        return home == $"{defaults.Homes}/{user.Name}" && machine.List(home).Count == 0;
    }

    private static IEnumerable<string> MissingAbove(MachineView machine, string home)
    {
        for (int end = home.IndexOf('/', 1); end > 0; end = home.IndexOf('/', end + 1))
            if (machine.Entry(machine.Resolve(home[..end])) is null) yield return home[..end];
    }
}
