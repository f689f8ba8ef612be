using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Network;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Files for the secondary interfaces, in the format of the primary interface's service.</summary>
public sealed class ConfigureSecondaryInterfacesTests : IDisposable
{
    private const string Second = "000d3a00aa03", Third = "000d3a00aa04";
    private readonly NetworkMachine machine = new();
    private readonly ConfigureSecondaryInterfaces step = new(new NetworkSettings { ConfigureSecondary = true });

    // IMDS lists them in any order. eth1 is the primary one because of its default route.
    public ConfigureSecondaryInterfacesTests() =>
        machine.Interface("eth0", 3).Interface("eth1", 2).Interface("eth2", 4).Network("eth1", 0).Default("eth1", 0);

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Does_nothing_unless_enabled()
    {
        Networkd();
        Assert.Empty(StepRun.Plan(new ConfigureSecondaryInterfaces(new NetworkSettings()), Vm(), machine.Root, machine.Kernel));
    }

    [Fact]
    public void Writes_files_for_networkd()
    {
        Networkd();
        Apply();
        const string directory = "/etc/systemd/network/10-daybreak-";
        Assert.Equal(
            NetworkdText.Interface(new SecondaryInterface("eth0", Second, "hv_netvsc", 200, ["10.1.0.5/20", "10.1.0.6/20"], [])), machine.Root.Read($"{directory}{Second}.network"));
        Assert.Equal(
            NetworkdText.Interface(new SecondaryInterface("eth2", Third, "hv_netvsc", 300, ["10.2.0.5/24"], ["fd00:2::5/64"])), machine.Root.Read($"{directory}{Third}.network"));
        Assert.False(machine.Root.Has($"{directory}000d3a00aa02.network"));
        Assert.Equal("000d3a00aa03 200\n000d3a00aa04 300\n", machine.Root.Read(InterfaceMetrics.Path));
        Assert.Equal(["/usr/bin/networkctl reload"], machine.Kernel.Programs);
        Assert.Empty(Warnings());
    }

    [Fact]
    public void Writes_files_for_NetworkManager_that_only_root_can_read()
    {
        machine.Root.Write("/run/NetworkManager/devices/2", "[device]\nmanaged=true\n").Write("/usr/bin/nmcli", "").MakeDirectory("/etc/NetworkManager/system-connections");
        Apply();
        string path = $"/etc/NetworkManager/system-connections/daybreak-{Third}.nmconnection";
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(machine.Root.Below(path)));
        Assert.Equal(NetworkManagerText.Connection(new SecondaryInterface("eth2", Third, "hv_netvsc", 300, ["10.2.0.5/24"], ["fd00:2::5/64"])), machine.Root.Read(path));
        Assert.Equal(
            ["/usr/bin/nmcli connection reload", $"/usr/bin/nmcli --wait 20 connection up daybreak-{Second}", $"/usr/bin/nmcli --wait 20 connection up daybreak-{Third}"], machine.Kernel.Programs);
    }

    [Fact]
    public void Writes_stanzas_for_ifupdown()
    {
        machine.Root.Write("/etc/network/interfaces", "source /etc/network/interfaces.d/*\nauto lo\niface lo inet loopback\nallow-hotplug eth2\niface eth2 inet dhcp\n")
            .Write("/etc/default/networking", "").Write("/usr/sbin/ifup", "").MakeDirectory("/etc/network/interfaces.d");
        Apply();
        Assert.Equal(IfupdownText.Stanzas(new SecondaryInterface("eth0", Second, null, 200, ["10.1.0.5/20", "10.1.0.6/20"], []), byMac: true), machine.Root.Read($"/etc/network/interfaces.d/daybreak-{Second}"));
        Assert.Equal(["/usr/sbin/ifup -a"], machine.Kernel.Programs);
        // An existing configuration is kept.
        Assert.Equal(["eth2 is already configured in /etc/network/interfaces and is not changed"], Warnings());
    }

    [Fact]
    public void Warns_if_ifupdown_would_not_read_the_file()
    {
        machine.Root.Write("/etc/network/interfaces", "auto lo\n");
        Assert.Equal("/etc/network/interfaces does not include /etc/network/interfaces.d: add the line 'source /etc/network/interfaces.d/*'", Warnings()[0]);
    }

    [Fact]
    public void Does_not_configure_a_virtual_function_with_the_same_address()
    {
        machine.Interface("aaa", 9, "mana", flags: 0x1843, mac: 3);
        Networkd();
        Apply();
        Assert.Contains("Driver=hv_netvsc\n", machine.Root.Read($"/etc/systemd/network/10-daybreak-{Second}.network"), StringComparison.Ordinal);
    }

    [Fact]
    public void Removes_files_of_another_VM()
    {
        Networkd().Root.Write("/etc/systemd/network/10-daybreak-000d3a00ffff.network", "").Write("/etc/systemd/network/20-own.network", "").Write(InterfaceMetrics.Path, "000d3a00ffff 200\n");
        Apply();
        Assert.False(machine.Root.Has("/etc/systemd/network/10-daybreak-000d3a00ffff.network"));
        Assert.True(machine.Root.Has("/etc/systemd/network/20-own.network"));
        Assert.Equal("000d3a00aa03 200\n000d3a00aa04 300\n", machine.Root.Read(InterfaceMetrics.Path));
    }

    [Fact]
    public void Ignores_invalid_addresses_of_IMDS()
    {
        Networkd();
        var vm = Vm(new ImdsInterface(Second, ["10.1.0.5\nGateway=6.6.6.6", "nonsense", "fe80::1%eth0", "10.1.0.7"]) { Subnets = ["10.1.0.0/99", "x/y", "10.1.0.0"] });
        StepRun.Apply(step, vm, machine.Root, machine.Kernel);
        Assert.Equal(NetworkdText.Interface(new SecondaryInterface("eth0", Second, "hv_netvsc", 200, ["10.1.0.7/24"], [])), machine.Root.Read($"/etc/systemd/network/10-daybreak-{Second}.network"));
    }

    [Fact]
    public void Obstacles_are_warnings()
    {
        Assert.Equal(["secondary interfaces are not configured: eth1 is not managed by systemd-networkd, NetworkManager or ifupdown"], Warnings());
        Networkd();
        Assert.Equal(["IMDS lists an interface 000d3a00bbbb, which this machine does not have"], Warnings(Vm(new ImdsInterface("000d3a00bbbb", ["10.3.0.4"]))));
        machine.Root.MakeDirectory($"{InterfaceMetrics.Path}/x");
        Assert.Equal([$"{InterfaceMetrics.Path} is not a regular file: move it away"], Warnings());
        Assert.Empty(StepRun.Plan(step, Vm(), machine.Root, machine.Kernel));
        machine.Root.Write("/proc/net/route", "");
        Assert.Equal(["secondary interfaces are not configured: no route or lease shows which interface is the primary one"], Warnings());
        Assert.Empty(step.Plan(Vm(), new MachineView(machine.Root.Directory, new NoKernel())).Changes);
    }

    [Fact]
    public void An_interruption_at_any_change_gives_the_same_result() =>
        StepRun.CutAnywhere(
            step, Vm(), () => Copy(), root => root.Read($"/etc/systemd/network/10-daybreak-{Second}.network") + root.Read($"/etc/systemd/network/10-daybreak-{Third}.network") + root.Read(InterfaceMetrics.Path), machine.Kernel);

    private static ThrowAwayRoot Copy()
    {
        var copy = new NetworkMachine();
        copy.Interface("eth0", 3).Interface("eth1", 2).Interface("eth2", 4).Network("eth1", 0).Default("eth1", 0);
        copy.Root.Write("/run/systemd/netif/links/2", "ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/eth.network\n");
        return copy.Root;
    }

    private NetworkMachine Networkd()
    {
        machine.Root.Write("/run/systemd/netif/links/2", "ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/eth.network\n").Write("/usr/bin/networkctl", "");
        return machine;
    }

    private void Apply() => StepRun.Apply(step, Vm(), machine.Root, machine.Kernel);

    private List<string> Warnings(VmSpecification? vm = null) => [.. step.Plan(vm ?? Vm(), machine.View).Warnings];

    private static VmSpecification Vm(params ImdsInterface[] others)
    {
        var primary = new ImdsInterface("000d3a00aa02", ["10.0.0.4"]) { Subnets = ["10.0.0.0/24"] };
        if (others.Length == 0)
            others = [new(Third, ["10.2.0.5", "fd00:2::5"]) { Subnets = ["10.2.0.0/24", "fd00:2::/64"] }, new(Second, ["10.1.0.5", "10.1.0.6"]) { Subnets = ["10.1.0.0/20"] }];
        return Specifications.Of(new ImdsInstance { ApiVersion = "2025-04-07", ComputerName = "vm1", Interfaces = [.. others, primary] }).Value!;
    }
}
