using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The requests to each DHCP client, found by its files in /run. Real clients are in tests/EndToEnd.</summary>
public sealed class PublishHostNameTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();

    public PublishHostNameTests() => root.MakeDirectory("/run/daybreak").Write("/sys/class/net/eth0/ifindex", "2\n").Write("/sys/class/net/lo/ifindex", "1\n").Write("/bin/true", "");

    public void Dispose() => root.Dispose();

    [Fact]
    public void Sends_no_request_before_there_is_a_lease()
    {
        Assert.Equal(["the next DHCP request will contain host name web-1"], Apply());
        Assert.Equal("web-1\n", root.Read(PublishHostName.StampPath));
        Assert.Empty(Plan());
        // A later lease contains the name.
        root.Write("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.4\n").Write("/usr/bin/networkctl", "");
        Assert.Empty(Plan());
    }

    [Fact]
    public void Publishes_nothing_for_a_root_directory_that_is_not_running() =>
        Assert.Empty(new PublishHostName().Plan(Specifications.Named("web-1"), new MachineView(root.Directory, new NoKernel())).Changes);

    [Fact]
    public void Systemd_networkd()
    {
        root.Write("/run/systemd/netif/leases/2", "# This is private data. Do not parse.\nADDRESS=10.0.0.4\nHOSTNAME=image\n").Write("/usr/bin/networkctl", "");
        Apply();
        Assert.Equal(["/usr/bin/networkctl reconfigure eth0"], kernel.Programs);
        Assert.Equal(["eth0 (systemd-networkd): the lease has host name image"], Results());
    }

    [Fact]
    public void NetworkManager()
    {
        root.Write("/run/NetworkManager/devices/2", "[device]\nmanaged=true\nconnection-uuid=b41\n\n[dhcp4]\ndhcp4.host_name=image\ndhcp4.ip_address=10.0.0.4\n");
        root.Write("/run/NetworkManager/devices/1", "[device]\nmanaged=true\n").Write("/usr/bin/nmcli", "");
        Apply();
        Assert.Equal(["/usr/bin/nmcli device modify eth0 ipv4.dhcp-hostname web-1"], kernel.Programs);
    }

    [Theory]
    [InlineData("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.4\nHOSTNAME=web-1\n")]
    [InlineData("/run/NetworkManager/devices/2", "managed=true\ndhcp4.host_name=WEB-1\ndhcp4.ip_address=10.0.0.4\n")]
    public void Sends_no_request_if_the_lease_has_the_name(string path, string lease)
    {
        root.Write(path, lease).Write("/usr/bin/networkctl", "").Write("/usr/bin/nmcli", "");
        Assert.Empty(Apply());
        Assert.False(File.Exists(root.Below(PublishHostName.StampPath)));
    }

    [Fact]
    public void Dhclient()
    {
        Daemon("/run/dhclient.eth0.pid", 321, "/usr/sbin/dhclient", "dhclient", "-4", "-v", "-i", "-pf", "/run/dhclient.eth0.pid", "-lf", "/var/lib/dhcp/dhclient.eth0.leases", "-I", "-df", "/var/lib/dhcp/dhclient6.eth0.leases", "eth0");
        root.Write("/var/lib/dhcp/dhclient.eth0.leases", "lease { }\n");
        Apply();
        const string Common = "-4 -i -I -df /var/lib/dhcp/dhclient6.eth0.leases -q -pf /run/daybreak/dhclient.eth0.pid -lf /run/daybreak/dhclient.eth0.leases -sf /bin/true eth0";
        Assert.Equal([$"/usr/sbin/dhclient -1 {Common}", $"/usr/sbin/dhclient -x {Common}"], kernel.Programs);
        Assert.Equal("lease { }\n", root.Read("/run/daybreak/dhclient.eth0.leases"));
        Assert.Equal(["eth0 (dhclient): the lease has no host name, so it is not known whether the server accepted it"], Results());
    }

    [Theory]
    [InlineData("/run/dhcpcd/pid", "-n")]
    [InlineData("/run/dhcpcd.pid", "-n")]
    [InlineData("/run/dhcpcd/eth0.pid", "-n eth0")]
    [InlineData("/run/dhcpcd/eth0-4.pid", "-4 -n eth0")]
    [InlineData("/run/dhcpcd-eth0.pid", "-n eth0")]
    public void Dhcpcd(string pidFile, string words)
    {
        Daemon(pidFile, 4321, "/usr/sbin/dhcpcd", "dhcpcd: eth0 [ip4]");
        Apply();
        Assert.Equal([$"/usr/sbin/dhcpcd {words}"], kernel.Programs);
    }

    [Theory]
    [InlineData("/bin/busybox", "udhcpc -b -R -p /run/udhcpc.eth1.pid -i eth1 -x hostname:image", "/bin/busybox udhcpc -i eth1 -n -q -f -s /bin/true -x hostname:web-1")]
    [InlineData("/sbin/udhcpc", "udhcpc -bRi eth1 -C -V MSFT -x 0x3d:0100 -x 12:image -F image -O search -a500 -t3", "/sbin/udhcpc -i eth1 -n -q -f -s /bin/true -C -V MSFT -x 0x3d:0100 -x hostname:web-1")]
    [InlineData("/bin/busybox", "busybox udhcpc -S", "/bin/busybox udhcpc -i eth0 -n -q -f -s /bin/true -x hostname:web-1")]
    public void Udhcpc(string program, string running, string asked)
    {
        Daemon("/run/udhcpc.eth1.pid", 99, program, running.Split(' '));
        Apply();
        Assert.Equal([asked], kernel.Programs);
    }

    [Fact]
    public void Ignores_a_process_id_of_another_program()
    {
        Daemon("/run/udhcpc.eth0.pid", 99, "/usr/bin/vi", "vi", "udhcpc");
        root.Write("/run/dhclient.eth0.pid", "not a number\n").Write("/run/dhcpcd.pid", "5\n");
        Apply();
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void An_unreadable_client_does_not_fail_the_provisioning()
    {
        root.MakeDirectory("/run/systemd/netif/leases/2");
        Assert.Equal(["host name web-1 not sent before the next DHCP request: /run/systemd/netif/leases/2 is not a regular file: move it away"], Apply());
        Assert.Empty(Results());
    }

    [Fact]
    public void Publishes_a_changed_name()
    {
        Apply();
        Assert.NotEmpty(new PublishHostName().Plan(Specifications.Named("web-2"), View()).Changes);
    }

    [Fact]
    public void A_failing_program_is_a_warning()
    {
        Systemd_networkd();
        File.Delete(root.Below(PublishHostName.StampPath));
        Assert.All(Plan().OfType<RunProgram>(), program => Assert.True(program.MayFail));
    }

    private void Daemon(string pidFile, int id, string program, params string[] words) =>
        root.Write(pidFile, $"{id}\n").Link($"/proc/{id}/exe", program).Write($"/proc/{id}/cmdline", string.Join('\0', words) + "\0");

    private List<Change> Plan() => [.. new PublishHostName().Plan(Specifications.Named("web-1"), View()).Changes];

    private List<string> Apply()
    {
        var executor = new Executor(root.Directory, kernel);
        var changes = Plan();
        foreach (var change in changes) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(Plan());
        return [.. changes.Select(change => change.Sentence)];
    }

    private IEnumerable<string> Results() => new PublishHostName().Results(Specifications.Named("web-1"), View());

    private MachineView View() => new(root.Directory, kernel);
}
