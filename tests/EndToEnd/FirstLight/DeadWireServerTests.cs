using System.Text.RegularExpressions;
using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>A WireServer that does not answer until the deadline, but answers at the next boot.</summary>
public abstract partial class DeadWireServerTests(MachineKind kind)
{
    private const string SilentWireServer = "{on: wireserver.*, silent: true}";

    [Fact]
    public async Task Fails_at_the_deadline_with_one_line_and_retries_at_the_next_boot()
    {
        kind.Require();
        var image = await (await LayeredImage.Debian12).WithFileAsync("/etc/daybreak/daybreak.conf.d/tests.conf", $"[Provisioning]\nDeadline={Deadline}\n");
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "dead-wireserver");
        var scenario = new Scenario();
        await laboratory.BootAsync(scenario with { Faults = [SilentWireServer] });

        var boot = await Boot.ObserveAsync(laboratory);
        Assert.Equal("degraded", boot.SystemState);
        Assert.False(laboratory.Platform.HasAcceptedReady);
        Assert.Equal("Result=exit-code\nExecMainStatus=69", await laboratory.Machine.AskAsync("systemctl show --property=Result,ExecMainStatus azure-provisioning.service"));
        AssertOneClearLine(boot.Journal);
        AssertOneClearLine(boot.Console);
        Assert.Equal("enabled", boot.ProvisioningUnit);

        await laboratory.StartScenarioAsync(scenario);
        await laboratory.Machine.RebootAsync();
        var next = await Boot.ObserveAsync(laboratory);
        Assert.True(laboratory.Platform.HasAcceptedReady);
        Assert.Equal("disabled", next.ProvisioningUnit);
        Assert.Equal("running", next.SystemState);
    }

    // The deadline counts from the start of the machine, which takes half a minute under emulation on a busy host. The deadline must not pass during the DHCP
    // renewal for the host name. In a container it counts from the start of the agent, because the kernel is older than the container.
    private string Deadline => kind is MachineKind.Virtual ? "100s" : "25s";

    /// <summary>One line contains the failure, the place and the reason.</summary>
    private static void AssertOneClearLine(string output)
    {
        var line = Assert.Single(output.Split('\n'), line => AgentFailed().IsMatch(line));
        Assert.Contains("http://168.63.129.16/machine?comp=goalstate", line, StringComparison.Ordinal);
        Assert.Contains("the answer was not complete in time", line, StringComparison.Ordinal);
    }

    // On the console, systemd prefixes the line with its source.
    [GeneratedRegex(@"(^|daybreak\[\d+\]: )failed: ")]
    private static partial Regex AgentFailed();
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineDeadWireServerTests() : DeadWireServerTests(new MachineKind.Virtual());

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerDeadWireServerTests() : DeadWireServerTests(new MachineKind.Container());
