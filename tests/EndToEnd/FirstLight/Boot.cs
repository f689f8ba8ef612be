using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>The state of a machine after a boot, observed from outside and over ssh.</summary>
/// <param name="SystemState">The output of <c>systemctl is-system-running</c>: "running" if no unit has failed.</param>
/// <param name="Requests">The requests to the platform during this boot.</param>
/// <param name="RequestedHostNames">The host names in all DHCP requests so far.</param>
/// <param name="KernelHostName">The output of <c>hostname</c>.</param>
/// <param name="HostNameFile">The content of /etc/hostname.</param>
/// <param name="ResolvedHostName">The output of <c>getent hosts</c> for the kernel's host name.</param>
/// <param name="ProvisioningUnit">The output of <c>systemctl is-enabled</c> for azure-provisioning.service.</param>
/// <param name="BootUnit">The same for azure-boot.service.</param>
/// <param name="Journal">The messages of azure-provisioning.service in this boot.</param>
/// <param name="SystemWarnings">The warnings of systemd in this boot.</param>
/// <param name="Lease">The leases that systemd-networkd saved.</param>
/// <param name="AssetTag">The SMBIOS chassis asset tag; empty if the kernel shows none.</param>
/// <param name="Status">The output of <c>daybreak status --json</c>.</param>
/// <param name="Console">The console output of all boots so far.</param>
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
    /// <summary>Waits for the end of the boot and collects the state.</summary>
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
