using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Networks;

/// <summary>
/// An isolated part of Azure's network: network, mount and process namespaces with a bridge that machines connect to.
/// The gateway 10.0.0.1 and Azure's two addresses exist only inside.
/// </summary>
/// <remarks>
/// A shell is process 1 of the process namespace. It runs until this process closes its standard input, also by exiting. When the shell
/// ends, the kernel kills everything inside and removes the mounts and the network.
/// </remarks>
public sealed class Segment : IAsyncDisposable
{
    /// <summary>The bridge's name.</summary>
    public const string Bridge = "br0";

    /// <summary>The subnet's gateway and DHCP server.</summary>
    public const string Gateway = "10.0.0.1";

    /// <summary>The WireServer's address.</summary>
    public const string WireServer = "168.63.129.16";

    /// <summary>The instance metadata service's address.</summary>
    public const string Metadata = "169.254.169.254";

    // Before the new /proc is mounted, /proc shows the process id that the outer namespace uses.
    private const string SetupScript = """
        read -r pid rest </proc/self/stat
        mount -t proc proc /proc
        mount -t tmpfs tmpfs /run
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        ip link set lo up
        bridge=$1
        shift
        ip link add "$bridge" type bridge forward_delay 0
        for address; do ip address add "$address" dev "$bridge"; done
        ip link set "$bridge" up
        echo "$pid"
        read -r rest
        """;

    private readonly BackgroundProcess holder;
    private readonly string pid;

    private Segment(BackgroundProcess holder, string pid)
    {
        this.holder = holder;
        this.pid = pid;
    }

    /// <summary>The network namespace as a file to enter it with.</summary>
    public string Network => $"/proc/{pid}/ns/net";

    /// <summary>The command prefix that runs a command inside the segment.</summary>
    public IReadOnlyList<string> EnterCommand => ["nsenter", "--target", pid, "--net", "--mount", "--pid", "--"];

    /// <summary>Creates a segment. Requires root.</summary>
    public static Task<Segment> CreateAsync() => CreateAsync([$"{Gateway}/24"]);

    /// <summary>Creates a segment whose gateway has an address in each of several subnets. Requires root.</summary>
    /// <param name="gateways">The gateway's addresses, each with its prefix: <c>10.0.0.1/24</c>.</param>
    public static async Task<Segment> CreateAsync(IReadOnlyList<string> gateways)
    {
        var shell = Command.Shell(SetupScript, [Bridge, $"{WireServer}/32", $"{Metadata}/32", .. gateways]);
        var holder = BackgroundProcess.Start(new(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", .. shell.Words]));
        try
        {
            await holder.WaitForOutputAsync("\n", TimeSpan.FromSeconds(10));
            var pid = int.Parse(holder.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
            return new Segment(holder, pid.ToString(CultureInfo.InvariantCulture));
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>The command to run a command inside the segment.</summary>
    public Command Inside(Command command) => new([.. EnterCommand, .. command.Words]);

    /// <summary>Runs a program inside the segment.</summary>
    public Task<CommandResult> RunAsync(Command command, TimeSpan? limit = null) => Inside(command).RunAsync(limit: limit);

    /// <summary>Starts a program inside the segment.</summary>
    public BackgroundProcess Start(Command command) => BackgroundProcess.Start(Inside(command));

    /// <summary>Ends everything inside the segment.</summary>
    public ValueTask DisposeAsync() => holder.DisposeAsync();
}
