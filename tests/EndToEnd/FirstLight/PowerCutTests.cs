using EndToEnd.Machines;

namespace EndToEnd.FirstLight;

/// <summary>Ready means ready, and no report is lost.</summary>
public abstract class PowerCutTests(PowerCut cut)
{
    [Fact]
    public async Task The_host_name_is_durable_before_Ready_is_sent()
    {
        var disk = await cut.Disk;
        Assert.False(disk.ReadyAccepted);
        Assert.Equal(PowerCut.Scenario.HostName + "\n", disk.HostName);
        Assert.Matches($@"(?m)^127\.0\.1\.1\s+(\S+\s+)*{PowerCut.Scenario.HostName}(\s|$)", disk.Hosts);
    }

    [Fact]
    public async Task A_report_that_was_never_accepted_is_sent_by_the_next_boot()
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
    /// <summary>The proof that the cut is one: without it, the test of durability would pass for an agent that syncs nothing.</summary>
    [Fact]
    public async Task What_was_not_synced_is_lost()
    {
        const string content = "unsynced";
        Assert.NotEqual(content + "\n", await cut.UnsyncedFileAfterCutAsync(content));
    }
}

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerPowerCutTests(ContainerPowerCut cut) : PowerCutTests(cut), IClassFixture<ContainerPowerCut>;
