namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Takes root's password away: one that came with the image is the same in every VM made of it. Only where somebody else can become root.
/// </summary>
/// <remarks>
/// "*" in the place of the hash, and not "!" before it: the hash is of no use to anybody any more, and sshd without PAM would refuse root's
/// keys for the "!".
/// </remarks>
/// <param name="isWanted">[Account] LockRootAccount=.</param>
/// <param name="sudo">[Sudo]: whether the administrator becomes root at all.</param>
public sealed class LockRootAccount(bool isWanted, SudoSettings sudo) : IStep
{
    private const string Root = "root";
    private const string NoPassword = "*";

    /// <inheritdoc/>
    public string Name => "root-account";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (!isWanted) return StepPlan.Empty;
        AccountFileEdit[] edits = [.. ((AccountFileEdit?[])[Locked(machine, AccountFileKind.Shadow), Locked(machine, AccountFileKind.Passwd)]).OfType<AccountFileEdit>()];
        if (edits.Length == 0) return StepPlan.Empty;
        return HasAdministrator(vm) && BecomesRoot(vm, machine)
            ? StepPlan.Of(new EditAccountFiles(edits, "root has no password any more"))
            : StepPlan.Warn("root keeps its password, or the lack of one: no other user can become root on this machine");
    }

    // A rule that asks for a password is none for who has no password.
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
