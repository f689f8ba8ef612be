namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Creates the administrator: the lines of the account files, and the home directory. A user who is there already is adopted: what is
/// missing is added, and nothing of theirs is changed.
/// </summary>
/// <param name="settings">[Account].</param>
/// <param name="time">For the day of the password's last change.</param>
public sealed class CreateAccount(AccountSettings settings, TimeProvider time) : IStep
{
    private const string Fallback = "/bin/sh";

    /// <inheritdoc/>
    public string Name => "account";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Missing(vm, machine));

    private IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        if (AccountFiles.Unlock(machine) is { } unlock) yield return unlock;
        if (vm.UserName.Value is not { Text: var name }) yield break;

        var login = LoginDefinitions.Read(machine);
        var defaults = NewUserDefaults.Read(machine);
        var files = AccountFiles.Read(machine);
        var user = UserEntry.Find(files.Passwd, name);
        if (user is not null) RefuseSystemAccount(user, login);

        var wanted = user is null ? new NewUser(name, ShellOf(machine, defaults), ShadowEntry.Today(time), login, defaults).AddTo(files) : files;
        var wantedUser = UserEntry.Find(wanted.Passwd, name)!;
        wanted = wanted.WithMember(name, settings.Groups, wantedUser.Group);
        var changes = Native(machine, files, wanted, wantedUser, isNew: user is null, login, defaults);
        foreach (var change in settings.UsesTools ? AccountTools.Plan(machine, files, wanted, name, changes) : changes) yield return change;
    }

    private static List<Change> Native(MachineView machine, AccountFiles files, AccountFiles wanted, UserEntry user, bool isNew, LoginDefinitions login, NewUserDefaults defaults)
    {
        var changes = new List<Change>();
        // What stands in the way of the home is found before anything is written.
        var home = HomeDirectory.Plan(machine, user, login, defaults).ToList();
        string sentence = isNew
            ? $"new user {user.Name} (user id {user.User}, group id {user.Group}, shell {user.Shell}){Among(files, wanted, user.Name)}"
            : $"user {user.Name} is there{Among(files, wanted, user.Name)}";
        if (wanted.Edit(sentence) is { } edit)
        {
            changes.AddRange(EnsureDirectory.Plan(machine, "/etc"));
            changes.Add(edit);
        }
        changes.AddRange(home);
        return changes;
    }

    private static string Among(AccountFiles files, AccountFiles wanted, string name)
    {
        string[] joined = [.. AccountTools.Joined(files, wanted, name)];
        return joined.Length == 0 ? "" : $", put into {string.Join(", ", joined)}";
    }

    private static void RefuseSystemAccount(UserEntry user, LoginDefinitions login)
    {
        if (user.User < login.UidMin || user.User == FreeId.Overflow)
            throw new FileFailure(AccountFileKind.Passwd.Path, $"{user.Name} is a system account (user id {user.User} in {AccountFileKind.Passwd.Path}): it is not made an administrator; choose another user name");
    }

    private string ShellOf(MachineView machine, NewUserDefaults defaults) =>
        settings.Shell ?? ((string?[])[defaults.Shell, "/bin/bash"]).FirstOrDefault(shell => shell is not null && machine.Entry(machine.Resolve(shell)) is { Kind: FileKind.File }) ?? Fallback;
}
