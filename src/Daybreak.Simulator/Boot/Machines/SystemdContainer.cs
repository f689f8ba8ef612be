using System.Globalization;
using System.Security.Cryptography;
using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;
using Daybreak.Simulator.Boot.Ssh;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>
/// The same Debian with the same systemd, but in a container on this machine's kernel: an ssh login takes a few seconds.
/// </summary>
/// <remarks>
/// What it cannot show: DMI (the agent is told the VM id by its command line instead) and a loss of power (the kernel lives on and
/// writes everything out).
/// </remarks>
public sealed class SystemdContainer : Machine
{
    // systemd-nspawn's exit status for "start me again", given --keep-unit.
    private const int RebootRequested = 133;
    private const string Name = "debian";

    private const string TellVmId = """
        tell() {
            mkdir -p "$1/etc/systemd/system/$3.d"
            printf '[Service]\nExecStart=\nExecStart=/usr/sbin/daybreak %s --vm-id %s\n' "$4" "$2" >"$1/etc/systemd/system/$3.d/vm-id.conf"
        }
        tell "$1" "$2" azure-boot.service boot
        tell "$1" "$2" azure-provisioning-local.service 'provision --phase local'
        tell "$1" "$2" azure-provisioning.service provision
        """;

    private readonly string directory;
    private readonly string controlGroup =
        string.Create(CultureInfo.InvariantCulture, $"/sys/fs/cgroup/daybreak-test-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
    private readonly List<BackgroundProcess> boots = [];
    private string? vmId;

    private SystemdContainer(Segment segment, DhcpServer dhcp, SshLogin login, string directory)
        : base(segment, dhcp, login) => this.directory = directory;

    /// <inheritdoc/>
    public override string Console => string.Concat(boots.Select(boot => boot.Output));

    /// <inheritdoc/>
    public override bool IsOn => boots is [.., { HasExited: false }];

    private string Root => Path.Combine(directory, "root");

    /// <summary>Makes one that is off.</summary>
    /// <param name="segment">Where it is plugged in, alone.</param>
    /// <param name="dhcp">Who tells its address.</param>
    /// <param name="layers">Its root directory: directories that lie over one another, the topmost first. They are never written to.</param>
    /// <param name="login">Who looks at it.</param>
    /// <param name="directory">An empty directory of its own, on a file system that takes an overlay's upper layer.</param>
    public static async Task<SystemdContainer> CreateAsync(Segment segment, DhcpServer dhcp, IReadOnlyList<string> layers, SshLogin login, string directory)
    {
        var machine = new SystemdContainer(segment, dhcp, login, directory);
        (await segment.RunAsync(Command.Shell(
            """
            cd "$1"
            mkdir root upper work
            mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" overlay root
            mkdir "$3"
            """,
            machine.directory, string.Join(':', layers), machine.controlGroup))).Succeeded();
        return machine;
    }

    // systemd-nspawn makes the interface's address up, so the container has to be alone on its segment.
    protected override bool IsMine(Lease lease) => true;

    protected override async Task StartAsync(string vmId, CancellationToken cancellation)
    {
        this.vmId = vmId;
        (await Segment.RunAsync(Command.Shell(TellVmId, Root, vmId))).Succeeded();
        boots.Add(Segment.Start(Command.Shell(
            """
            echo 0 >"$1/cgroup.procs"
            exec systemd-nspawn --quiet --boot --register=no --keep-unit --console=read-only --link-journal=no --resolv-conf=off --timezone=off \
                --machine="$3" --directory="$2" --network-bridge="$4"
            """,
            controlGroup, Root, Name, Segment.Bridge)));
    }

    /// <inheritdoc/>
    public override async Task CutPowerAsync()
    {
        if (!IsOn) return;
        await boots[^1].KillAsync();
        // The kernel takes the container's network away some time after its last process; the next boot needs the same name.
        await Wait.UntilAsync(
            async () => (await Segment.RunAsync(new("ip", "link", "show", $"vb-{Name}"))).ExitStatus != 0, ShutdownLimit, "the container's network to vanish");
    }

    /// <inheritdoc/>
    public override async Task PowerOffAsync()
    {
        await SshAsync("systemctl poweroff");
        await boots[^1].WaitForExitAsync(ShutdownLimit);
    }

    /// <inheritdoc/>
    public override async Task RebootAsync()
    {
        await SshAsync("systemctl reboot");
        var status = await boots[^1].WaitForExitAsync(ShutdownLimit);
        if (status != RebootRequested) throw new InvalidOperationException($"systemd-nspawn did not ask to be started again: exit status {status}");
        await PowerOnAsync(vmId!);
        await WaitForSshAsync();
    }

    /// <inheritdoc/>
    public override async Task<string?> ReadFileWhileOffAsync(string path)
    {
        var read = await Segment.RunAsync(Command.Shell("""[ ! -e "$1" ] || { echo there; cat "$1"; }""", Root + path));
        return read.Succeeded().Output is { Length: > 0 } output ? output["there\n".Length..] : null;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        // A control group outlives its processes; a mount of its own sees it wherever this machine has mounted the hierarchy. Those
        // of a test run that was killed go with it.
        await new Command([
            "unshare", "--mount",
            .. Command.Shell(
                """
                mount -t cgroup2 cgroup2 /sys/fs/cgroup
                for group in /sys/fs/cgroup/daybreak-test-*; do
                    owner=${group#*-test-}
                    if [ "$group" = "$1" ] || [ ! -d "/proc/${owner%-*}" ]; then find "$group" -depth -type d -exec rmdir {} +; fi
                done
                """,
                controlGroup).Words,
        ]).RunAsync();
    }
}
