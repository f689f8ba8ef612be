namespace Daybreak.Provisioning.Steps;

/// <summary>Removes root's password, which is the same in every VM of an image, if the administrator can become root.</summary>
/// <remarks>"*" replaces the hash. With "!" in front of it, sshd without PAM would refuse root's keys.</remarks>
/// <param name="isEnabled">[Account] LockRootAccount=.</param>
/// <param name="sudo">[Sudo].</param>
public sealed class LockRootAccount(bool isEnabled, SudoSettings sudo) : IStep
{
    private const string Root = "root";
    private const string NoPassword = "*";

    /// <inheritdoc/>
    public string Name => "root-account";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (!isEnabled) return StepPlan.Empty;
        AccountFileEdit[] edits = [.. ((AccountFileEdit?[])[Locked(machine, AccountFileKind.Shadow), Locked(machine, AccountFileKind.Passwd)]).OfType<AccountFileEdit>()];
        if (edits.Length == 0) return StepPlan.Empty;
        return HasAdministrator(vm) && BecomesRoot(vm, machine)
            ? StepPlan.Of(new EditAccountFiles(edits, "root no longer has a password"))
            : StepPlan.Warn("root's password is unchanged: no other user can become root on this machine");
    }

    // A rule that requires a password is useless without one.
    private bool BecomesRoot(VmSpecification vm, MachineView machine) => GrantSudo.IsPossible(machine) && sudo.Policy switch
    {
        SudoPolicy.None => false,
        SudoPolicy.Password => vm.Password.Value is not null,
        _ => true,
    };

    private static AccountFileEdit? Locked(MachineView machine, AccountFileKind kind)
    {
        var file = AccountFile.Read(machine, kind);
        if (file.Find(Root) is not { } entry || !PasswordHash.IsUsable(entry[ShadowEntry.Password])) return null;
        entry[ShadowEntry.Password] = NoPassword;
        return file.With(entry).Edit();
    }

    private static bool HasAdministrator(VmSpecification vm) =>
        vm.UserName.Value is not null && (vm.Password.Value is not null || vm.PublicKeys.Value is not null || vm.KeyPairs.Value is not null);
}
