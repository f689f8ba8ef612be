namespace Daybreak.Provisioning.Steps;

/// <summary><c>[Account] Backend=useradd</c>: useradd and usermod, or busybox adduser and addgroup, change the account files.</summary>
internal static class AccountTools
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    /// <summary>The programs to run.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="files">The account files as they are.</param>
    /// <param name="wanted">The account files that the native backend would write.</param>
    /// <param name="name">The user.</param>
    /// <param name="native">The changes of the native backend, which the programs are expected to make.</param>
    public static IEnumerable<Change> Plan(MachineView machine, AccountFiles files, AccountFiles wanted, string name, IReadOnlyList<Change> native)
    {
        if (!native.Any(change => change is EditAccountFiles)) return native;
        if (!machine.IsRunning) throw new FileFailure("/usr/sbin/useradd", "[Account] Backend=useradd requires the running machine: use Backend=native for this root directory");
        return files.Passwd.Find(name) is null ? [Create(machine, files, wanted, name, native)] : Join(machine, files, wanted, name, native);
    }

    /// <summary>The supplementary groups that the user must join.</summary>
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
            return new RunProgram(arguments, TimeLimit, $"user {name} created with {useradd}") { Expected = native };
        }
        if (FindProgram.Named(machine, "adduser") is { } adduser)
        {
            // It accepts one group only. The user joins the other groups in the next round.
            string[] arguments = [adduser, "-D", "-s", shell, .. hasGroup ? (string[])["-G", name] : [], name];
            return new RunProgram(arguments, TimeLimit, $"user {name} created with {adduser}") { Expected = native };
        }
        throw NoProgram("useradd nor adduser");
    }

    private static Change[] Join(MachineView machine, AccountFiles files, AccountFiles wanted, string name, IReadOnlyList<Change> native)
    {
        string[] groups = [.. Joined(files, wanted, name)];
        Change[] expected = [.. native.Where(change => change is EditAccountFiles)], others = [.. native.Where(change => change is not EditAccountFiles)];
        // If the user is missing in gshadow only, no program can add it, and none requires it.
        if (groups.Length == 0) return others;
        if (FindProgram.Named(machine, "usermod") is { } usermod)
            return [new RunProgram([usermod, "-a", "-G", string.Join(',', groups), name], TimeLimit, $"user {name} added to {string.Join(", ", groups)} with {usermod}") { Expected = expected }, .. others];
        string addgroup = FindProgram.Named(machine, "addgroup") ?? throw NoProgram("usermod nor addgroup");
        return [.. groups.Select(group => new RunProgram([addgroup, name, group], TimeLimit, $"user {name} added to {group} with {addgroup}") { Expected = expected }), .. others];
    }

    private static bool IsMember(string[] group, string name) => group[3].Split(',').Contains(name);

    private static FileFailure NoProgram(string programs) =>
        new("/usr/sbin/useradd", $"[Account] Backend=useradd: this machine has neither {programs}: use Backend=native");
}
