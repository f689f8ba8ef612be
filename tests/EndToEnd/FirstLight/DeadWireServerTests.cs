using System.Text.RegularExpressions;
using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>A WireServer that does not answer until the deadline, and does at the next boot.</summary>
public abstract partial class DeadWireServerTests(MachineKind kind)
{
    private const string SilentWireServer = "{on: wireserver.*, silent: true}";

    [Fact]
    public async Task At_the_deadline_the_unit_fails_with_one_clear_line_and_the_next_boot_tries_again()
    {
        kind.Require();
        var image = await (await LayeredImage.Debian12).WithFileAsync("/etc/daybreak/daybreak.conf.d/tests.conf", $"[Provisioning]\nDeadline={Deadline}\n");
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "dead-wireserver");
        var scenario = new Scenario();
        await laboratory.BootAsync(scenario with { Faults = [SilentWireServer] });

        var boot = await Boot.ObserveAsync(laboratory);
        Assert.Equal("degraded", boot.SystemState);
        Assert.False(laboratory.Platform.KnowsReady);
        Assert.Equal("Result=exit-code\nExecMainStatus=69", await laboratory.Machine.AskAsync("systemctl show --property=Result,ExecMainStatus azure-provisioning.service"));
        AssertOneClearLine(boot.Journal);
        AssertOneClearLine(boot.Console);
        Assert.Equal("enabled", boot.ProvisioningUnit);

        await laboratory.PlayAsync(scenario);
        await laboratory.Machine.RebootAsync();
        var next = await Boot.ObserveAsync(laboratory);
        Assert.True(laboratory.Platform.KnowsReady);
        Assert.Equal("disabled", next.ProvisioningUnit);
        Assert.Equal("running", next.SystemState);
    }

    // Counted from the machine's start, which takes an emulated one half a minute on a busy host; and the WireServer's silence is to be
    // what ends the run, not DHCP's renewal for the host name. A container counts from the agent's start, being younger than its kernel.
    private string Deadline => kind is MachineKind.Virtual ? "100s" : "25s";

    /// <summary>One line says that it failed, where, and why.</summary>
    private static void AssertOneClearLine(string told)
    {
        var line = Assert.Single(told.Split('\n'), line => AgentFailed().IsMatch(line));
        Assert.Contains("http://168.63.129.16/machine?comp=goalstate", line, StringComparison.Ordinal);
        Assert.Contains("no complete answer came in time", line, StringComparison.Ordinal);
    }

    // On the console, systemd says whose line it is.
    [GeneratedRegex(@"(^|daybreak\[\d+\]: )failed: ")]
    private static partial Regex AgentFailed();
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineDeadWireServerTests() : DeadWireServerTests(new MachineKind.Virtual());

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerDeadWireServerTests() : DeadWireServerTests(new MachineKind.Container());
