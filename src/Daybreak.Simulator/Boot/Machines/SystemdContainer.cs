using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>
/// The same Debian with the same systemd in a container on the host's kernel. An ssh login takes a few seconds.
/// </summary>
/// <remarks>
/// Two things differ from a virtual machine: there is no DMI, so the agent gets the VM id on its command line; and cutting the power
/// loses no data, because the host's kernel still writes it.
/// </remarks>
public sealed class SystemdContainer : Machine
{
    // The exit status by which systemd-nspawn requests a restart, with --keep-unit.
    private const int RebootRequested = 133;
    private const string Name = "debian";

    private const string VmIdScript = """
        override() {
            mkdir -p "$1/etc/systemd/system/$3.d"
            printf '[Service]\nExecStart=\nExecStart=/usr/sbin/daybreak %s --vm-id %s\n' "$4" "$2" >"$1/etc/systemd/system/$3.d/vm-id.conf"
        }
        override "$1" "$2" azure-boot.service boot
        override "$1" "$2" azure-provisioning-local.service 'provision --phase local'
        override "$1" "$2" azure-provisioning.service provision
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

    /// <summary>Creates one that is off.</summary>
    /// <param name="segment">Its network segment, which it does not share with other machines.</param>
    /// <param name="dhcp">The DHCP server, which knows its address.</param>
    /// <param name="layers">Its root directory as overlay layers, the topmost first. They are never written to.</param>
    /// <param name="login">The account for commands.</param>
    /// <param name="directory">An empty directory on a file system that supports an overlay's upper layer.</param>
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

    // systemd-nspawn generates the MAC address, so every lease on the segment is taken as the container's.
    protected override bool IsMine(Lease lease) => true;

    protected override async Task StartAsync(string vmId, CancellationToken cancellation)
    {
        this.vmId = vmId;
        (await Segment.RunAsync(Command.Shell(VmIdScript, Root, vmId))).Succeeded();
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
        // The kernel removes the container's network some time after the last process ends. The next boot needs the same name.
        await Wait.UntilAsync(
            async () => (await Segment.RunAsync(new("ip", "link", "show", $"vb-{Name}"))).ExitStatus != 0, ShutdownLimit, "the removal of the container's network");
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
        if (status != RebootRequested) throw new InvalidOperationException($"systemd-nspawn did not request a restart: exit status {status}");
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
        // Remove this container's control group and those that killed test runs left behind. A private mount of the hierarchy
        // works regardless of where the host mounts it.
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
