using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;
using Daybreak.Simulator.Storm;

namespace Daybreak.Simulator.Tests.Storm;

public sealed class StormTests
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);
    private static readonly StormOptions Small = new(200, null, TimeSpan.FromSeconds(60), 50);

    private static Task<SimulatedPlatform> Platform(Func<IPAddress, VirtualMachine?> find) => SimulatedPlatform.StartAsync(
        new PlatformOptions(Any, Any, new Scenario(new VirtualMachine(), new ImdsSettings(), [], new(), []), RequestLog.None, TimeProvider.System) { Fleet = new Fleet(find) });

    private static async Task<Measurements> RunVms(SimulatedPlatform platform, StormOptions options) =>
        (await new LoadGenerator(options, platform.ImdsAddress!, platform.WireServerAddress!, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken)).Measurements;

    [Fact]
    public async Task All_VMs_become_ready_without_errors()
    {
        var report = await StormRun.RunAsync(Small, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(report.Faultless, report.ToString());
        Assert.Equal((200, 200, 600), (report.Ready, report.ReadyAtPlatform, report.Requests));
        Assert.Equal((200, 200, 100, 100), (report.Latency["Metadata"].Count, report.Latency["GoalState"].Count, report.Latency["XmlReport"].Count, report.Latency["JsonReport"].Count));
        Assert.InRange(report.Latency["All"].P50, 0.001, report.Latency["All"].Max);
        Assert.True(report.PartOfFloor > 0 && report.PeakResidentMib > 0);
    }

    [Fact]
    public async Task Detects_a_platform_that_confuses_VMs()
    {
        await using var platform = await Platform(address => StormFleet.Number(address, 20) is var number and >= 0 ? StormFleet.Vm(number == 7 ? 8 : number) : null);

        var tally = await RunVms(platform, Small with { Vms = 20 });

        Assert.Equal(new Dictionary<string, int> { ["Metadata: another VM's"] = 1 }, tally.Errors);
        Assert.Equal(19, tally.Distribution(Step.Ready).Count);
    }

    [Fact]
    public async Task Refuses_addresses_without_a_VM()
    {
        await using var platform = await Platform(StormFleet.Of(10).Find);

        var tally = await RunVms(platform, Small with { Vms = 12 });

        Assert.Equal(new Dictionary<string, int> { ["Metadata: status 403"] = 2 }, tally.Errors);
    }

    [Fact]
    public async Task Rate_limit_of_one_VM_does_not_affect_another()
    {
        await using var platform = await Platform(StormFleet.Of(10).Find);
        async Task<int> Ask(int vm) => (await Exchange.SendAsync(StormFleet.Address(vm), platform.ImdsAddress!, WireFormats.Metadata(platform.ImdsAddress!), TestContext.Current.CancellationToken)).Status;

        var greedy = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Ask(0)));

        Assert.Contains(429, greedy);
        Assert.Equal(200, await Ask(1));
    }

    [Fact]
    public async Task Counts_errors_by_kind()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dead = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        var (tally, _) = await new LoadGenerator(Small with { Vms = 5 }, dead, dead, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new Dictionary<string, int> { ["Metadata: ConnectionRefused"] = 5 }, tally.Errors);
    }

    [Fact]
    public async Task Stops_at_the_time_limit_and_counts_the_remaining_VMs()
    {
        await using var platform = await Platform(StormFleet.Of(100).Find);

        var tally = await RunVms(platform, new StormOptions(100, Rate: 5, TimeSpan.FromSeconds(0.5), 10));

        Assert.InRange(tally.Distribution(Step.Ready).Count, 0, 4);
        Assert.Equal(100, tally.Distribution(Step.Ready).Count + tally.Errors.Where(error => error.Key.StartsWith("the time limit was reached", StringComparison.Ordinal)).Sum(error => error.Value));
    }

    [Fact]
    public void VMs_have_unique_addresses_and_identities()
    {
        var numbers = Enumerable.Range(0, 70_000).ToList();
        Assert.All(numbers, number => Assert.Equal(number, StormFleet.Number(StormFleet.Address(number), 70_000)));
        Assert.Equal(70_000, numbers.Select(number => StormFleet.Vm(number).Id).Distinct().Count());
        Assert.Equal("127.1.0.1", StormFleet.Address(0).ToString());
        Assert.True(IPAddress.IsLoopback(StormFleet.Address(StormFleet.Limit - 1)));
        Assert.Equal([-1, -1, -1, -1], [StormFleet.Number(IPAddress.Loopback, 10), StormFleet.Number(StormFleet.Address(10), 10), StormFleet.Number(IPAddress.Parse("10.0.0.1"), 10), StormFleet.Number(IPAddress.IPv6Loopback, 10)]);
    }

    [Fact]
    public void Percentiles_are_measured_times()
    {
        Assert.Equal(new Distribution(100, 50, 90, 99, 100), Distribution.Of([.. Enumerable.Range(1, 100).Reverse().Select(number => (float)number)]));
        Assert.Equal(new Distribution(1, 3, 3, 3, 3), Distribution.Of([3]));
        Assert.Equal(0, Distribution.Of([]).Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", 200)]
    [InlineData("HTTP/1.1 201 Created\r\n\r\n", 201)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", 0)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nab", 0)]
    [InlineData("HTTP/1.1 200 OK\r\n", 0)]
    [InlineData("HTTP/1.1\r\n\r\n", 0)]
    [InlineData("garbage\r\n\r\n", 0)]
    [InlineData("", 0)]
    public void Rejects_incomplete_answers(string bytes, int status)
    {
        if (status == 0) Assert.Throws<FormatException>(() => Exchange.Parse(Encoding.ASCII.GetBytes(bytes)));
        else Assert.Equal(status, Exchange.Parse(Encoding.ASCII.GetBytes(bytes)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("[]")]
    [InlineData("{\"compute\":{}}")]
    [InlineData("{\"compute\":1}")]
    [InlineData("<GoalState/>")]
    [InlineData("<GoalState><Incarnation>1</Incarnation><Container/></GoalState>")]
    public void Rejects_invalid_documents(string text)
    {
        Assert.Null(WireFormats.ReadMetadata(Encoding.UTF8.GetBytes(text)));
        Assert.Null(WireFormats.ReadGoalState(Encoding.UTF8.GetBytes(text)));
    }
}
