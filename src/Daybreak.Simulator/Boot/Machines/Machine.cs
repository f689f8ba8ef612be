using System.Globalization;
using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;
using Daybreak.Simulator.Boot.Ssh;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>
/// A computer with a disk that outlives its boots, plugged into a segment: virtual or a container. It is off until
/// <see cref="PowerOnAsync"/>, and may be switched on again as another VM, which is what a captured image is.
/// </summary>
public abstract class Machine(Segment segment, DhcpServer dhcp, SshLogin login) : IAsyncDisposable
{
    /// <summary>How long a boot may take until ssh answers; under emulation on a busy machine about a minute is usual.</summary>
    protected static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(4);

    /// <summary>How long a shutdown may take.</summary>
    protected static readonly TimeSpan ShutdownLimit = TimeSpan.FromMinutes(2);

    private int boots;
    private int leasesBefore;

    /// <summary>All that came out of its console since it was made, over all boots.</summary>
    public abstract string Console { get; }

    /// <summary>Whether it is on.</summary>
    public abstract bool IsOn { get; }

    protected Segment Segment { get; } = segment;

    /// <summary>The address that DHCP gave it in this boot; null as long as it was given none.</summary>
    public string? Address => dhcp.Leases.Skip(leasesBefore).LastOrDefault(IsMine)?.Address;

    /// <summary>Switches it on.</summary>
    /// <param name="vmId">The SMBIOS UUID that it shows to its system.</param>
    /// <param name="cancellation">Ends the wait for its kernel, not the machine.</param>
    public async Task PowerOnAsync(string vmId, CancellationToken cancellation = default)
    {
        if (IsOn) throw new InvalidOperationException("the machine is on already");
        boots++;
        leasesBefore = dhcp.Leases.Count;
        await StartAsync(vmId, cancellation);
    }

    /// <summary>Takes the power away: nothing that its system has not written out survives.</summary>
    public abstract Task CutPowerAsync();

    /// <summary>A file's content while the machine is off.</summary>
    /// <returns>Null when there is no such file.</returns>
    public abstract Task<string?> ReadFileWhileOffAsync(string path);

    /// <summary>Shuts it down in good order.</summary>
    public abstract Task PowerOffAsync();

    /// <summary>Reboots it in good order and waits for ssh.</summary>
    public abstract Task RebootAsync();

    /// <summary>Why waiting makes no sense any more: it is off, or its kernel has panicked; null as long as it does.</summary>
    public virtual string? Hopeless() => IsOn ? null : $"the machine is off; its console said last:\n{Wait.Tail(Console)}";

    /// <summary>Runs a command line on it.</summary>
    public Task<CommandResult> SshAsync(string command) =>
        Client(login).RunAsync(Address ?? throw new InvalidOperationException("the machine has no address yet"), command);

    /// <summary>A client for this boot that logs in as somebody.</summary>
    public SshClient Client(SshLogin account) => new(Segment, account, string.Create(CultureInfo.InvariantCulture, $"{boots}-{account.User}-{account.Means}"));

    /// <summary>What a command line prints that has to succeed, without the white space around it.</summary>
    public async Task<string> AskAsync(string command) => (await SshAsync(command)).Succeeded().Text;

    /// <summary>Waits until it lets us in by ssh.</summary>
    public async Task WaitForSshAsync()
    {
        await Wait.UntilAsync(() => Address is not null, BootLimit, "a DHCP lease", Hopeless);
        try
        {
            await Wait.UntilAsync(async () => (await SshAsync("true")).ExitStatus == 0, BootLimit, "ssh", Hopeless);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; the console said last:\n{Wait.Tail(Console)}", e);
        }
    }

    /// <summary>Waits until systemd has started all that a boot starts.</summary>
    /// <returns>What <c>systemctl is-system-running</c> says: running, or degraded when a unit has failed.</returns>
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

    /// <summary>What <see cref="PowerOnAsync"/> does for this kind of machine.</summary>
    protected abstract Task StartAsync(string vmId, CancellationToken cancellation);

    /// <summary>Whether a lease is this machine's.</summary>
    protected abstract bool IsMine(Lease lease);
}
