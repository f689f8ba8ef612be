using System.Globalization;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Networks;

/// <summary>
/// A piece of Azure's network on this machine: network, mount and process namespaces of the test's own, with a bridge that machines
/// are plugged into. The gateway 10.0.0.1 and Azure's two addresses exist in here and nowhere else.
/// </summary>
/// <remarks>
/// A shell that is process 1 of the process namespace holds it all together and lives as long as the test keeps its standard input
/// open. When it ends, however the test ends, the kernel kills everything that was started in here and takes away mounts and network.
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

    // /proc is still the outer one when it is read first: the shell's process id as this test sees it.
    private const string Holder = """
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

    /// <summary>The network namespace, as a file to be entered by.</summary>
    public string Network => $"/proc/{pid}/ns/net";

    /// <summary>The words before a command that is to run in here, for people.</summary>
    public IReadOnlyList<string> Entrance => ["nsenter", "--target", pid, "--net", "--mount", "--pid", "--"];

    /// <summary>Makes one. Needs root.</summary>
    public static Task<Segment> CreateAsync() => CreateAsync([$"{Gateway}/24"]);

    /// <summary>Makes one whose gateway has an address in each of several subnets. Needs root.</summary>
    /// <param name="gateways">The gateway's addresses, each with its prefix: <c>10.0.0.1/24</c>.</param>
    public static async Task<Segment> CreateAsync(IReadOnlyList<string> gateways)
    {
        var shell = Command.Shell(Holder, [Bridge, $"{WireServer}/32", $"{Metadata}/32", .. gateways]);
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

    /// <summary>The same command, but run in here.</summary>
    public Command Inside(Command command) => new([.. Entrance, .. command.Words]);

    /// <summary>Runs a program in here.</summary>
    public Task<CommandResult> RunAsync(Command command, TimeSpan? limit = null) => Inside(command).RunAsync(limit: limit);

    /// <summary>Starts a program in here.</summary>
    public BackgroundProcess Start(Command command) => BackgroundProcess.Start(Inside(command));

    /// <summary>Ends everything in here.</summary>
    public ValueTask DisposeAsync() => holder.DisposeAsync();
}
