namespace Daybreak.Provisioning.Steps;

/// <summary>
/// <c>[Account] Backend=useradd</c>: the machine's own useradd and usermod, or busybox adduser and addgroup, do what the account step
/// would. What it would do itself says what is missing, and what to expect of them.
/// </summary>
internal static class AccountTools
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    /// <summary>The programs to be run.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="files">The account files as they are.</param>
    /// <param name="wanted">As the native back end would make them.</param>
    /// <param name="name">The user.</param>
    /// <param name="native">What the native back end would do.</param>
    public static IEnumerable<Change> Plan(MachineView machine, AccountFiles files, AccountFiles wanted, string name, IReadOnlyList<Change> native)
    {
        if (!native.Any(change => change is EditAccountFiles)) return native;
        if (!machine.IsRunning) throw new FileFailure("/usr/sbin/useradd", "[Account] Backend=useradd runs the programs of a running machine, and nothing runs in this root directory: use Backend=native here");
        return files.Passwd.Find(name) is null ? [Create(machine, files, wanted, name, native)] : Join(machine, files, wanted, name, native);
    }

    /// <summary>The supplementary groups that the user is to join.</summary>
    public static IEnumerable<string> Joined(AccountFiles files, AccountFiles wanted, string name)
    {
        foreach (string[] group in wanted.Group.Entries)
            if (IsMember(group, name) && (files.Group.Find(group[0]) is not { } before || !IsMember(before, name))) yield return group[0];
    }

    private static RunProgram Create(MachineView machine, AccountFiles files, AccountFiles wanted, string name, IReadOnlyList<Change> native)
    {
        string shell = UserEntry.Find(wanted.Passwd, name)!.Shell;
        bool hasGroup = files.Group.Find(name) is not null;
        if (FindProgram.Named(machine, "useradd") is { } useradd)
        {
            string groups = string.Join(',', Joined(files, wanted, name));
            string[] arguments = [useradd, "-m", "-s", shell, .. hasGroup ? (string[])["-g", name] : [], .. groups.Length > 0 ? (string[])["-G", groups] : [], name];
            return new RunProgram(arguments, TimeLimit, $"user {name} made by {useradd}") { Expected = native };
        }
        if (FindProgram.Named(machine, "adduser") is { } adduser)
        {
            // It takes one group only; the others are joined when the user is there.
            string[] arguments = [adduser, "-D", "-s", shell, .. hasGroup ? (string[])["-G", name] : [], name];
            return new RunProgram(arguments, TimeLimit, $"user {name} made by {adduser}") { Expected = native };
        }
        throw Missing("useradd nor adduser");
    }

    private static Change[] Join(MachineView machine, AccountFiles files, AccountFiles wanted, string name, IReadOnlyList<Change> native)
    {
        string[] groups = [.. Joined(files, wanted, name)];
        Change[] expected = [.. native.Where(change => change is EditAccountFiles)], others = [.. native.Where(change => change is not EditAccountFiles)];
        // gshadow alone lacks the user: no tool mends that, and none needs it.
        if (groups.Length == 0) return others;
        if (FindProgram.Named(machine, "usermod") is { } usermod)
            return [new RunProgram([usermod, "-a", "-G", string.Join(',', groups), name], TimeLimit, $"user {name} put into {string.Join(", ", groups)} by {usermod}") { Expected = expected }, .. others];
        string addgroup = FindProgram.Named(machine, "addgroup") ?? throw Missing("usermod nor addgroup");
        return [.. groups.Select(group => new RunProgram([addgroup, name, group], TimeLimit, $"user {name} put into {group} by {addgroup}") { Expected = expected }), .. others];
    }

    private static bool IsMember(string[] group, string name) => group[3].Split(',').Contains(name);

    private static FileFailure Missing(string programs) =>
        new("/usr/sbin/useradd", $"[Account] Backend=useradd, but this machine has neither {programs}: use Backend=native");
}
