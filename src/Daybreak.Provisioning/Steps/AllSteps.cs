using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Steps;

/// <summary>Every duty, in the order in which they are done.</summary>
public static class AllSteps
{
    /// <summary>The steps, as the image's configuration wants them.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="vmId">The VM that is provisioned; null when the machine shows no id.</param>
    public static IReadOnlyList<IStep> For(Settings settings, VmId? vmId = null) =>
    [
        new SetHostName(),
        new GrantSudo(settings.Sudo),
        new RenewHostKeys(settings.HostKeys, vmId),
        new PublishHostName(),
    ];
}
