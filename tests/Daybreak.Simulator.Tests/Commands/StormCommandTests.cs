using System.Text.Json.Nodes;

namespace Daybreak.Simulator.Tests.Commands;

public sealed class StormCommandTests
{
    [Fact]
    public async Task Prints_a_table_or_JSON_and_exits_with_0_if_all_VMs_are_ready()
    {
        var (status, output, error) = await Program.Run("storm", "--vms", "20", "--rate", "200", "--connections", "8", "--seconds", "30");
        Assert.Equal((0, ""), (status, error));
        Assert.StartsWith("20 VMs, at most 8 concurrent connections: 20 Ready (20 by the platform's count) in ", output);
        Assert.Contains("errors: none", output);

        (status, output, _) = await Program.Run("storm", "--vms", "1", "--json");
        Assert.Equal(0, status);
        var report = JsonNode.Parse(output)!;
        Assert.Equal(3, (int)report["requests"]!);
        Assert.Equal("NaN", report["latency"]!["JsonReport"]!["p50"]!.ToString());
    }

    [Fact]
    public async Task Exits_with_1_if_some_VMs_are_not_ready()
    {
        var (status, output, _) = await Program.Run("storm", "--vms", "50", "--rate", "1", "--seconds", "0.3");

        Assert.Equal(1, status);
        Assert.Contains("the time limit was reached before the VM started", output);
    }

    [Theory]
    [InlineData("--vms", "0")]
    [InlineData("--vms", "100001")]
    [InlineData("--rate", "0")]
    [InlineData("--seconds", "-1")]
    [InlineData("--connections", "0")]
    [InlineData("--connections", "many")]
    public async Task Invalid_values_exit_with_64(params string[] arguments)
    {
        var (status, output, error) = await Program.Run(["storm", .. arguments]);

        Assert.Equal((64, ""), (status, output));
        Assert.NotEmpty(error);
    }
}
