using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>
/// A virtual machine or container on a network segment, with a disk that persists between boots. It is off until
/// <see cref="PowerOnAsync"/>. It can be switched on again with another VM id, like a VM from a captured image.
/// </summary>
public abstract class Machine(Segment segment, DhcpServer dhcp, SshLogin login) : IAsyncDisposable
{
    /// <summary>The time limit until ssh answers. Under emulation on a busy host a boot takes about a minute.</summary>
    protected static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(4);

    /// <summary>The time limit for a shutdown.</summary>
    protected static readonly TimeSpan ShutdownLimit = TimeSpan.FromMinutes(2);

    private int boots;
    private int leasesBefore;

    /// <summary>The console output of all boots.</summary>
    public abstract string Console { get; }

    /// <summary>Whether it is on.</summary>
    public abstract bool IsOn { get; }

    protected Segment Segment { get; } = segment;

    /// <summary>The address that it got by DHCP in this boot; null until it has one.</summary>
    public string? Address => dhcp.Leases.Skip(leasesBefore).LastOrDefault(IsMine)?.Address;

    /// <summary>Switches it on.</summary>
    /// <param name="vmId">Its SMBIOS UUID.</param>
    /// <param name="cancellation">Cancels waiting for the kernel; the machine stays on.</param>
    public async Task PowerOnAsync(string vmId, CancellationToken cancellation = default)
    {
        if (IsOn) throw new InvalidOperationException("the machine is already on");
        boots++;
        leasesBefore = dhcp.Leases.Count;
        await StartAsync(vmId, cancellation);
    }

    /// <summary>Cuts the power. Data that the system has not written to disk is lost.</summary>
    public abstract Task CutPowerAsync();

    /// <summary>Reads a file while the machine is off.</summary>
    /// <returns>The content; null if the file does not exist.</returns>
    public abstract Task<string?> ReadFileWhileOffAsync(string path);

    /// <summary>Shuts it down cleanly.</summary>
    public abstract Task PowerOffAsync();

    /// <summary>Reboots it cleanly and waits for ssh.</summary>
    public abstract Task RebootAsync();

    /// <summary>Why the machine cannot succeed any more, for example because it is off or its kernel has panicked; null otherwise.</summary>
    public virtual string? FailureReason() => IsOn ? null : $"the machine is off; last console output:\n{Wait.Tail(Console)}";

    /// <summary>Runs a command line on it.</summary>
    public Task<CommandResult> SshAsync(string command) =>
        Client(login).RunAsync(Address ?? throw new InvalidOperationException("the machine has no address yet"), command);

    /// <summary>An ssh client for this boot.</summary>
    public SshClient Client(SshLogin account) => new(Segment, account, string.Create(CultureInfo.InvariantCulture, $"{boots}-{account.User}-{account.Means}"));

    /// <summary>Runs a command line that must succeed and returns its trimmed output.</summary>
    public async Task<string> AskAsync(string command) => (await SshAsync(command)).Succeeded().Text;

    /// <summary>Waits until ssh accepts a login.</summary>
    public async Task WaitForSshAsync()
    {
        await Wait.UntilAsync(() => Address is not null, BootLimit, "a DHCP lease", FailureReason);
        try
        {
            await Wait.UntilAsync(async () => (await SshAsync("true")).ExitStatus == 0, BootLimit, "ssh", FailureReason);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; last console output:\n{Wait.Tail(Console)}", e);
        }
    }

    /// <summary>Waits until systemd has finished the boot.</summary>
    /// <returns>The output of <c>systemctl is-system-running</c>: running, or degraded if a unit has failed.</returns>
    public async Task<string> WaitForBootAsync()
    {
        await WaitForSshAsync();
        return (await SshAsync("timeout 100 systemctl is-system-running --wait")).Text;
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (IsOn) await CutPowerAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Implements <see cref="PowerOnAsync"/>.</summary>
    protected abstract Task StartAsync(string vmId, CancellationToken cancellation);

    /// <summary>Whether a lease belongs to this machine.</summary>
    protected abstract bool IsMine(Lease lease);
}
