using System.Text.Json.Nodes;

namespace Daybreak.Simulator.Tests.Commands;

public sealed class StormCommandTests
{
    [Fact]
    public async Task It_prints_a_table_or_json_and_ends_with_0_when_all_are_ready()
    {
        var (status, output, error) = await Program.Run("storm", "--vms", "20", "--rate", "200", "--connections", "8", "--seconds", "30");
        Assert.Equal((0, ""), (status, error));
        Assert.StartsWith("20 VMs, at most 8 connections at a time: 20 Ready (20 by the platform's count) in ", output);
        Assert.Contains("errors: none", output);

        (status, output, _) = await Program.Run("storm", "--vms", "1", "--json");
        Assert.Equal(0, status);
        var report = JsonNode.Parse(output)!;
        Assert.Equal(3, (int)report["requests"]!);
        Assert.Equal("NaN", report["latency"]!["JsonReport"]!["p50"]!.ToString());
    }

    [Fact]
    public async Task It_ends_with_1_when_some_are_not()
    {
        var (status, output, _) = await Program.Run("storm", "--vms", "50", "--rate", "1", "--seconds", "0.3");

        Assert.Equal(1, status);
        Assert.Contains("the time was over before the VM was switched on", output);
    }

    [Theory]
    [InlineData("--vms", "0")]
    [InlineData("--vms", "100001")]
    [InlineData("--rate", "0")]
    [InlineData("--seconds", "-1")]
    [InlineData("--connections", "0")]
    [InlineData("--connections", "many")]
    public async Task What_cannot_be_is_64(params string[] arguments)
    {
        var (status, output, error) = await Program.Run(["storm", .. arguments]);

        Assert.Equal((64, ""), (status, output));
        Assert.NotEmpty(error);
    }
}
