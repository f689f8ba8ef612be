using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Accounts;

/// <summary>A user's home directory: made when it is missing, never taken over.</summary>
public static class HomeDirectory
{
    /// <summary>What is missing for the home to be there.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="user">Whose home.</param>
    /// <param name="login">/etc/login.defs.</param>
    /// <param name="defaults">/etc/default/useradd.</param>
    /// <exception cref="FileFailure">Something is in its place that is not this user's home.</exception>
    public static IEnumerable<Change> Plan(MachineView machine, UserEntry user, LoginDefinitions login, NewUserDefaults defaults)
    {
        string home = user.Home.TrimEnd('/');
        if (!IsWanted(home) || (machine.Entry(home) is { } there && !IsToBeMade(machine, user, home, there, defaults))) yield break;

        foreach (string above in MissingAbove(machine, home))
            yield return new MakeDirectory(above, Permissions.PublicDirectory, Owner.System, LinkPolicy.SystemLinks, $"make {above}");
        yield return new MakeTree(
            home, login.HomeMode, new Owner(user.User, user.Group), Skeleton.Read(machine, defaults.Skeleton, home), $"home directory {home} of {user.Name}, with what is in {defaults.Skeleton}");
    }

    // "/nonexistent" is Debian's word for none.
    private static bool IsWanted(string home) =>
        home.StartsWith('/') && home != "/nonexistent" && !home.Split('/').AsSpan().ContainsAny("..", ".");

    private static bool IsToBeMade(MachineView machine, UserEntry user, string home, FileEntry there, NewUserDefaults defaults)
    {
        if (there.Kind == FileKind.Link)
        {
            string place = machine.Resolve(home);
            if (machine.Entry(place) is { Kind: FileKind.Directory } behind && behind.User == user.User) return false;
            throw new FileFailure(home, $"{home} is to be the home of {user.Name}, and is a symbolic link to {place}, which is no directory of {user.Name}: take the link away");
        }
        if (there.Kind != FileKind.Directory) throw new FileFailure(home, $"{home} is to be the home of {user.Name}, and is not a directory: move it away");
        if (there.User == user.User) return false;
        if (there.User != Owner.System.User && there.User != 0)
            throw new FileFailure(home, $"{home} is to be the home of {user.Name} (user id {user.User}), and belongs to the user id {there.User}: give it to {user.Name}, or move it away");
        // Only an empty one where new homes are made: /var/empty is somebody's home too, and must stay what it is.
        return home == $"{defaults.Homes}/{user.Name}" && machine.List(home).Count == 0;
    }

    private static IEnumerable<string> MissingAbove(MachineView machine, string home)
    {
        for (int end = home.IndexOf('/', 1); end > 0; end = home.IndexOf('/', end + 1))
            if (machine.Entry(machine.Resolve(home[..end])) is null) yield return home[..end];
    }
}
