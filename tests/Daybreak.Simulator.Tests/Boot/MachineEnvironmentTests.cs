using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Boot;

public sealed class SurroundingsTests
{
    [Fact]
    public void Generation_1_swaps_the_bytes_of_the_first_three_UUID_fields()
    {
        var id = Guid.Parse("91267c52-9f02-4cfe-b1f4-a4da7ebac2cf");
        Assert.Equal("527c2691-029f-fe4c-b1f4-a4da7ebac2cf", MachineEnvironment.SmbiosUuid(id, firstGeneration: true).ToString());
        Assert.Equal(id, MachineEnvironment.SmbiosUuid(id, firstGeneration: false));
    }

    [Fact]
    public void Each_interface_gets_a_reserved_address_in_its_subnet()
    {
        var scenario = ScenarioFile.Load("several-interfaces").Scenario!;
        var lease = MachineEnvironment.Lease(scenario);
        Assert.Equal(["10.0.2.1/24", "10.0.0.1/24", "10.0.1.1/24"], MachineEnvironment.Gateways(scenario));
        Assert.Equal(["00:0d:3a:00:00:03 10.0.2.4", "00:0d:3a:00:00:01 10.0.0.4", "00:0d:3a:00:00:02 10.0.1.4"], lease.Fixed.Select(one => $"{one.Mac} {one.Address}"));
        Assert.Equal(("10.0.2.1", "10.0.2.4", "10.0.2.250", "255.255.255.0"), (lease.Subnets[0].Gateway, lease.Subnets[0].First, lease.Subnets[0].Last, lease.Subnets[0].Mask));
    }

    [Theory]
    [InlineData("happy", true, true)]
    [InlineData("dhcp-without-245", false, true)]
    [InlineData("dhcp-without-121", true, false)]
    public void DHCP_options_follow_the_scenario(string scenario, bool wireServer, bool routes)
    {
        var lease = MachineEnvironment.Lease(ScenarioFile.Load(scenario).Scenario!);
        Assert.Equal((wireServer, routes), (lease.WireServerOption, lease.RoutesOption));
    }
}
