using Daybreak.Configuration;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Steps;

/// <summary>Every duty, in the order in which they are done.</summary>
public static class AllSteps
{
    /// <summary>The steps, as the image's configuration wants them.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="vmId">The VM that is provisioned; null when the machine shows no id.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static IReadOnlyList<IStep> For(Settings settings, VmId? vmId = null, TimeProvider? time = null) =>
    [
        new SetHostName(),
        new CreateAccount(settings.Account, time ?? TimeProvider.System),
        new SetPassword(time ?? TimeProvider.System, PasswordHash.KernelRandom),
        new GrantSudo(settings.Sudo),
        new LockRootAccount(settings.Account.LockRoot, settings.Sudo),
        new AuthorizeSshKeys(),
        new RenewSshHostKeys(settings.HostKeys, vmId),
        // After the host keys: it has sshd read both again.
        new SetSshPolicy(settings.Ssh),
        new KeepInterfaceNames(),
        new ConfigureSecondaryInterfaces(settings.Network),
        new PublishHostName(),
        new SaveCustomData(settings.CustomData),
        .. settings.CustomData.BeforeReady ? (IReadOnlyList<IStep>)[new RunCustomData(settings)] : [],
        // The last one: what it leaves says that all of it is done.
        new WaAgentHandOver(settings.WaAgent),
    ];
}
