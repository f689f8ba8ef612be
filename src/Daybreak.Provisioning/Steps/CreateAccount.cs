namespace Daybreak.Provisioning.Steps;

/// <summary>Creates the administrator in the account files, with a home directory. For an existing user, only what is missing is added.</summary>
/// <param name="settings">[Account].</param>
/// <param name="time">For the date of the last password change.</param>
public sealed class CreateAccount(AccountSettings settings, TimeProvider time) : IStep
{
    private const string Fallback = "/bin/sh";

    /// <inheritdoc/>
    public string Name => "account";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        var changes = new List<Change>();
        if (AccountFiles.Unlock(machine) is { } unlock) changes.Add(unlock);
        if (vm.UserName.Value is not { Text: var name }) return StepPlan.Of(changes);

        var login = LoginDefinitions.Read(machine);
        var defaults = NewUserDefaults.Read(machine);
        var files = AccountFiles.Read(machine);
        var user = UserEntry.Find(files.Passwd, name);
        if (user is not null) RefuseSystemAccount(user, login);

        var wanted = user is null ? new NewUser(name, ShellOf(machine, defaults), ShadowEntry.Today(time), login, defaults).AddTo(files) : files;
        var wantedUser = UserEntry.Find(wanted.Passwd, name)!;
        wanted = wanted.WithMember(name, settings.Groups, wantedUser.Group);
        var native = Native(machine, files, wanted, wantedUser, isNew: user is null, login, defaults);
        changes.AddRange(settings.UsesTools ? AccountTools.Plan(machine, files, wanted, name, native) : native);
        return StepPlan.Of(changes);
    }

    private static List<Change> Native(MachineView machine, AccountFiles files, AccountFiles wanted, UserEntry user, bool isNew, LoginDefinitions login, NewUserDefaults defaults)
    {
        var changes = new List<Change>();
        // Planned first: an obstacle must be found before any change.
        var home = HomeDirectory.Plan(machine, user, login, defaults).ToList();
        string sentence = isNew
            ? $"new user {user.Name} (user id {user.User}, group id {user.Group}, shell {user.Shell}){Groups(files, wanted, user.Name)}"
            : $"existing user {user.Name}{Groups(files, wanted, user.Name)}";
        if (wanted.Edit(sentence) is { } edit)
        {
            changes.AddRange(EnsureDirectory.Plan(machine, "/etc"));
            changes.Add(edit);
        }
        changes.AddRange(home);
        return changes;
    }

    private static string Groups(AccountFiles files, AccountFiles wanted, string name)
    {
        string[] joined = [.. AccountTools.Joined(files, wanted, name)];
        return joined.Length == 0 ? "" : $", added to {string.Join(", ", joined)}";
    }

    private static void RefuseSystemAccount(UserEntry user, LoginDefinitions login)
    {
        if (user.User < login.UidMin || user.User == FreeId.Overflow)
            throw new FileFailure(AccountFileKind.Passwd.Path, $"{user.Name} is a system account (user id {user.User} in {AccountFileKind.Passwd.Path}) and cannot become the administrator: choose another user name");
    }

    private string ShellOf(MachineView machine, NewUserDefaults defaults) =>
        settings.Shell ?? ((string?[])[defaults.Shell, "/bin/bash"]).FirstOrDefault(shell => shell is not null && machine.Entry(machine.Resolve(shell)) is { Kind: FileKind.File }) ?? Fallback;
}
