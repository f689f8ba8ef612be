using System.Text.Json;
using System.Xml.Linq;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>A first boot of Debian, a second boot, and a boot of its captured image.</summary>
public abstract class LifeTests(MachineLife life)
{
    [Fact]
    public async Task Reports_Ready_once_with_the_identity_of_the_goal_state()
    {
        var boot = await life.FirstBoot;
        AssertReportedReady(boot, MachineLife.Original);
    }

    [Fact]
    public async Task Sends_three_correct_requests_to_the_platform()
    {
        var boot = await life.FirstBoot;
        Assert.Equal(["imds.instance", "wireserver.goalState", "wireserver.health"], boot.Requests.Select(request => request.Operation));
        Assert.All(boot.Requests, request => Assert.Empty(request.Misbehaviour));
    }

    [Fact]
    public async Task Sets_the_host_name_of_the_platform()
    {
        var boot = await life.FirstBoot;
        AssertHostName(boot, MachineLife.Original);
    }

    [Fact]
    public async Task Sends_the_host_name_to_the_DHCP_server_during_the_first_boot() =>
        Assert.Equal(MachineLife.Original.HostName, (await life.FirstBoot).RequestedHostNames[^1]);

    [Fact]
    public async Task Disables_the_first_boot_unit_but_not_the_boot_unit()
    {
        var boot = await life.FirstBoot;
        Assert.Equal("disabled", boot.ProvisioningUnit);
        Assert.Equal("enabled", boot.BootUnit);
    }

    [Fact]
    public async Task Leaves_no_failed_unit()
    {
        Assert.Equal("running", (await life.FirstBoot).SystemState);
    }

    [Fact]
    public async Task Causes_no_systemd_warnings()
    {
        var warnings = (await life.FirstBoot).SystemWarnings;
        Assert.DoesNotContain("azure-", warnings, StringComparison.Ordinal);
        Assert.DoesNotContain("ordering cycle", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gets_a_lease_like_those_of_Azure()
    {
        var lease = (await life.FirstBoot).Lease.Split('\n');
        Assert.Contains("OPTION_245=a83f8110", lease);
        Assert.Contains("CLASSLESS_ROUTES=0.0.0.0/0,10.0.0.1 168.63.129.16/32,10.0.0.1 169.254.169.254/32,10.0.0.1", lease);
        Assert.Contains($"DOMAINNAME={DhcpServer.Domain}", lease);
    }

    [Fact]
    public async Task Logs_to_the_journal_and_the_console()
    {
        var boot = await life.FirstBoot;
        foreach (var log in (string[])[boot.Journal, boot.Console])
        {
            Assert.Contains(MachineLife.Original.ContainerId, log, StringComparison.Ordinal);
            Assert.Contains(MachineLife.Original.InstanceId, log, StringComparison.Ordinal);
            Assert.Contains(MachineLife.Original.HostName, log, StringComparison.Ordinal);
            Assert.Contains("200 OK", log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Shows_the_status_provisioned()
    {
        AssertStatus("provisioned", await life.FirstBoot);
    }

    [Fact]
    public async Task Sends_no_request_at_the_second_boot_and_keeps_the_host_name()
    {
        var boot = await life.SecondBoot;
        Assert.Empty(boot.Requests);
        AssertHostName(boot, MachineLife.Original);
        Assert.Equal("disabled", boot.ProvisioningUnit);
        Assert.Equal("running", boot.SystemState);
        Assert.Empty(boot.Journal.Replace("-- No entries --", "", StringComparison.Ordinal).Trim());
        AssertStatus("provisioned", boot);
    }

    [Fact]
    public async Task Requests_the_lease_with_the_host_name_at_the_second_boot()
    {
        Assert.Equal(MachineLife.Original.HostName, (await life.SecondBoot).RequestedHostNames[^1]);
    }

    [Fact]
    public async Task Provisions_the_same_disk_again_as_another_VM()
    {
        var boot = await life.CapturedBoot;
        AssertReportedReady(boot, MachineLife.Copy);
        AssertHostName(boot, MachineLife.Copy);
        Assert.Equal("disabled", boot.ProvisioningUnit);
        Assert.Equal("running", boot.SystemState);
        AssertStatus("provisioned", boot);
    }

    private static void AssertReportedReady(Boot boot, Scenario scenario)
    {
        var report = Assert.Single(boot.Requests, request => request.Operation == "wireserver.health");
        Assert.Equal(200, report.Answer?.Status);
        var health = XDocument.Parse(report.Body!).Root!;
        Assert.Equal("1", health.Element("GoalStateIncarnation")?.Value);
        Assert.Equal(scenario.ContainerId, health.Element("Container")?.Element("ContainerId")?.Value);
        var role = health.Element("Container")?.Element("RoleInstanceList")?.Element("Role");
        Assert.Equal(scenario.InstanceId, role?.Element("InstanceId")?.Value);
        Assert.Equal("Ready", role?.Element("Health")?.Element("State")?.Value);
    }

    private static void AssertHostName(Boot boot, Scenario scenario)
    {
        Assert.Equal(scenario.HostName, boot.KernelHostName);
        Assert.Equal(scenario.HostName + "\n", boot.HostNameFile);
        Assert.Matches($@"^127\.0\.1\.1\s+(\S+\s+)*{scenario.HostName}(\s|$)", boot.ResolvedHostName);
    }

    private static void AssertStatus(string expected, Boot boot)
    {
        using var status = JsonDocument.Parse(boot.Status);
        Assert.Equal(expected, status.RootElement.GetProperty("state").GetString());
    }
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineLifeTests(VirtualMachineLife life) : LifeTests(life), IClassFixture<VirtualMachineLife>
{
    private readonly VirtualMachineLife life = life;

    [Fact]
    public async Task Shows_the_asset_tag_of_Azure()
    {
        Assert.Equal(VirtualMachine.AzureAssetTag, (await life.FirstBoot).AssetTag);
    }
}

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerLifeTests(ContainerLife life) : LifeTests(life), IClassFixture<ContainerLife>;
