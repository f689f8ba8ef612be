using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Sets the administrator's password, as a hash. If the platform has no password, none is changed.</summary>
/// <param name="time">For the date of the last password change.</param>
/// <param name="random">Fills a buffer with random bytes, for the salt.</param>
public sealed class SetPassword(TimeProvider time, Action<byte[]> random) : IStep
{
    private const string InShadow = "x";

    /// <summary>No password, but not locked. sshd without PAM refuses the keys of a locked user.</summary>
    private const string NoPassword = "*";

    /// <inheritdoc/>
    public string Name => "password";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Changes(vm, machine));

    private IEnumerable<Change> Changes(VmSpecification vm, MachineView machine)
    {
        if (vm.UserName.Value is not { Text: var user }) return [];
        if (vm.Password.Value is { } password) return Set(user, password, machine);
        return vm.PublicKeys.Value is null && vm.KeyPairs.Value is null ? [] : KeepKeysUsable(user, machine);
    }

    private IEnumerable<Change> Set(string user, Secret password, MachineView machine)
    {
        var passwd = AccountFile.Read(machine, AccountFileKind.Passwd);
        var shadow = AccountFile.Read(machine, AccountFileKind.Shadow);
        string[] account = passwd.Find(user) ?? throw new FileFailure(AccountFileKind.Passwd.Path, $"{AccountFileKind.Passwd.Path} has no user {user}: run the step account too");
        if (shadow.IsBroken(user)) throw new FileFailure(AccountFileKind.Shadow.Path, $"the line of {user} in {AccountFileKind.Shadow.Path} is invalid: correct or remove it");
        string[]? entry = shadow.Find(user);
        string? present = account[ShadowEntry.Password] == InShadow ? entry?[ShadowEntry.Password] : account[ShadowEntry.Password];
        if (present is not null && PasswordHash.Verify(password.Reveal(), present)) yield break;

        var login = LoginDefinitions.Read(machine);
        string today = ShadowEntry.Today(time);
        entry ??= ShadowEntry.New(user, today, login, NewUserDefaults.Read(machine));
        entry[ShadowEntry.Password] = PasswordHash.Make(password.Reveal(), PasswordMethod.Of(login.Value), random);
        entry[ShadowEntry.LastChange] = today;
        account[ShadowEntry.Password] = InShadow;
        yield return Edit(shadow.With(entry), passwd.With(account), $"password of {user}");
    }

    // Accounts that never had a password have "!", or "!!" from some versions of useradd. With a hash after it, an administrator locked the account.
    private static IEnumerable<Change> KeepKeysUsable(string user, MachineView machine)
    {
        var shadow = AccountFile.Read(machine, AccountFileKind.Shadow);
        if (shadow.Find(user) is not { } entry || entry[ShadowEntry.Password] is not (ShadowEntry.Locked or "!!") || SshdPam.IsUsed(machine)) yield break;
        entry[ShadowEntry.Password] = NoPassword;
        yield return Edit(shadow.With(entry), null, $"{user} has no password but is not locked, because sshd without PAM refuses the keys of locked users");
    }

    private static EditAccountFiles Edit(AccountFile shadow, AccountFile? passwd, string sentence) =>
        new([.. ((AccountFileEdit?[])[shadow.Edit(), passwd?.Edit()]).OfType<AccountFileEdit>()], sentence);
}
