using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>What was to be seen when a boot had come to its end, from outside and over ssh.</summary>
/// <param name="SystemState">What <c>systemctl is-system-running</c> says: running when no unit has failed.</param>
/// <param name="Requests">What the platform was asked during this boot.</param>
/// <param name="RequestedHostNames">The host names in all DHCP requests until now.</param>
/// <param name="KernelHostName">What <c>hostname</c> prints.</param>
/// <param name="HostNameFile">/etc/hostname, as it stands.</param>
/// <param name="ResolvedHostName">What <c>getent hosts</c> makes of the kernel's host name.</param>
/// <param name="ProvisioningUnit">What <c>systemctl is-enabled</c> says of azure-provisioning.service.</param>
/// <param name="BootUnit">The same of azure-boot.service.</param>
/// <param name="Journal">The messages of azure-provisioning.service in this boot.</param>
/// <param name="SystemWarnings">What systemd itself warned of in this boot.</param>
/// <param name="Lease">What systemd-networkd remembers of its leases.</param>
/// <param name="AssetTag">The SMBIOS chassis asset tag; empty where the kernel shows none.</param>
/// <param name="Status">What <c>daybreak status --json</c> prints.</param>
/// <param name="Console">What the console showed until now, over all boots.</param>
public sealed record Boot(
    string SystemState,
    IReadOnlyList<Request> Requests,
    IReadOnlyList<string> RequestedHostNames,
    string KernelHostName,
    string HostNameFile,
    string ResolvedHostName,
    string ProvisioningUnit,
    string BootUnit,
    string Journal,
    string SystemWarnings,
    string Lease,
    string AssetTag,
    string Status,
    string Console)
{
    /// <summary>Waits for the end of the boot and looks.</summary>
    public static async Task<Boot> ObserveAsync(Laboratory laboratory)
    {
        var machine = laboratory.Machine;
        var state = await machine.WaitForBootAsync();
        return new Boot(
            state,
            laboratory.Platform.Requests,
            laboratory.Dhcp.RequestedHostNames,
            await machine.AskAsync("hostname"),
            (await machine.SshAsync("cat /etc/hostname")).Succeeded().Output,
            (await machine.SshAsync("getent hosts \"$(hostname)\"")).Text,
            (await machine.SshAsync("systemctl is-enabled azure-provisioning.service")).Text,
            (await machine.SshAsync("systemctl is-enabled azure-boot.service")).Text,
            await machine.AskAsync("journalctl --boot --no-pager --output=cat --unit=azure-provisioning.service"),
            await machine.AskAsync("journalctl --boot --no-pager --output=cat --identifier=systemd --priority=warning"),
            await machine.AskAsync("cat /run/systemd/netif/leases/*"),
            (await machine.SshAsync("cat /sys/class/dmi/id/chassis_asset_tag")).Text,
            (await machine.SshAsync("daybreak status --json")).Text,
            machine.Console);
    }
}
