using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>A WireServer that becomes available late.</summary>
public abstract class LateWireServerTests(MachineKind kind)
{
    [Fact]
    public async Task Reports_Ready_after_twenty_responses_with_503()
    {
        kind.Require();
        await using var laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "late-wireserver");
        await laboratory.BootAsync(new Scenario { Faults = ["{on: wireserver.*, times: 20, status: 503}"] });

        await laboratory.Platform.WaitForReadyAsync(TimeSpan.FromMinutes(8), laboratory.Machine.FailureReason);
        var boot = await Boot.ObserveAsync(laboratory);

        Assert.Equal(20, boot.Requests.Count(request => request.Answer?.Status == 503));
        Assert.Equal("disabled", boot.ProvisioningUnit);
        Assert.Equal("running", boot.SystemState);
        Assert.All(boot.Requests, request => Assert.Empty(request.Misbehaviour));
    }
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineLateWireServerTests() : LateWireServerTests(new MachineKind.Virtual());

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerLateWireServerTests() : LateWireServerTests(new MachineKind.Container());
