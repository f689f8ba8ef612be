using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

public class IdentityTests
{
    [Fact]
    public void Provisions_again_for_another_VM_id()
    {
        using var first = Simulator.Start();
        using var second = Simulator.Start("vm: {name: copy}\n");
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, first.Provision(machine).Exit);

        var run = second.Provision(machine, "--vm-id", "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5");

        Assert.Equal(0, run.Exit);
        Assert.Contains($"the disk was provisioned as VM {Simulator.VmId}", run.Output, StringComparison.Ordinal);
        Assert.Equal("copy\n", machine.Read("/etc/hostname"));
        Assert.Single(second.Requests, request => request.IsReady);
        Assert.DoesNotContain(Simulator.VmId, machine.Read("/var/lib/daybreak/journal"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5F1B2C3D-4E5F-4A6B-8C7D-9E0F1A2B3C4D")]
    [InlineData("3d2c1b5f-5f4e-6b4a-8c7d-9e0f1a2b3c4d")]
    [InlineData("3D2C1B5F-5F4E-6B4A-8C7D-9E0F1A2B3C4D")]
    public void Ignores_letter_case_and_byte_order_of_the_VM_id(string sameId)
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        machine.Write("/sys/class/dmi/id/product_uuid", sameId + "\n");

        var run = platform.Provision(machine);

        Assert.StartsWith("nothing to do", Assert.Single(run.OutputLines), StringComparison.Ordinal);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("Not Settable")]
    public void Without_a_VM_id_it_warns_and_provisions_every_time(string? shown)
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare(shown);

        var first = platform.Provision(machine);
        var second = platform.Provision(machine);

        Assert.Equal((0, 0), (first.Exit, second.Exit));
        Assert.Contains("warning: this machine has no VM id", first.Error, StringComparison.Ordinal);
        Assert.Contains("nothing to do: the machine matches", second.OutputLines);
        Assert.Equal(2, platform.Requests.Count(request => request.IsReady));
        Assert.DoesNotContain("vmId", machine.Read("/var/lib/daybreak/journal"), StringComparison.Ordinal);
    }
}
