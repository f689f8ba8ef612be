using EndToEnd.Machines;

namespace EndToEnd.FirstLight;

/// <summary>Ready is sent only after the machine is ready, and no report is lost.</summary>
public abstract class PowerCutTests(PowerCut cut)
{
    [Fact]
    public async Task Makes_the_host_name_durable_before_it_reports_Ready()
    {
        var disk = await cut.Disk;
        Assert.False(disk.ReadyAccepted);
        Assert.Equal(PowerCut.Scenario.HostName + "\n", disk.HostName);
        Assert.Matches($@"(?m)^127\.0\.1\.1\s+(\S+\s+)*{PowerCut.Scenario.HostName}(\s|$)", disk.Hosts);
    }

    [Fact]
    public async Task Sends_a_report_that_was_not_accepted_at_the_next_boot()
    {
        var boot = await cut.NextBoot;
        Assert.Single(boot.Requests, request => request is { Operation: "wireserver.health", Answer.Status: 200 });
        Assert.Equal(PowerCut.Scenario.HostName, boot.KernelHostName);
        Assert.Equal("disabled", boot.ProvisioningUnit);
        Assert.Equal("running", boot.SystemState);
    }
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachinePowerCutTests(VirtualMachinePowerCut cut) : PowerCutTests(cut), IClassFixture<VirtualMachinePowerCut>
{
    /// <summary>Proves that the power cut loses data. Otherwise the durability test would pass for an agent that never syncs.</summary>
    [Fact]
    public async Task Loses_data_that_was_not_synced()
    {
        const string content = "unsynced";
        Assert.NotEqual(content + "\n", await cut.UnsyncedFileAfterCutAsync(content));
    }
}

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerPowerCutTests(ContainerPowerCut cut) : PowerCutTests(cut), IClassFixture<ContainerPowerCut>;
