using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd;

/// <summary>One machine in a simulated Azure: network segment, DHCP, and the simulated platform, which can run one scenario after another.</summary>
/// <remarks>All logs are in artifacts/machine-tests/NAME, to investigate a failure.</remarks>
public sealed class Laboratory : IAsyncDisposable
{
    private readonly Segment segment;
    private readonly string logs;
    private SimulatedPlatform? platform;
    private int scenarios;

    private Laboratory(Segment segment, DhcpServer dhcp, Machine machine, string logs)
    {
        this.segment = segment;
        this.logs = logs;
        Dhcp = dhcp;
        Machine = machine;
    }

    public DhcpServer Dhcp { get; }

    public Machine Machine { get; }

    /// <summary>The platform with the current scenario.</summary>
    public SimulatedPlatform Platform => platform ?? throw new InvalidOperationException("no scenario is running");

    /// <summary>Creates the laboratory with the machine off.</summary>
    /// <param name="kind">The kind of machine.</param>
    /// <param name="image">The content of its disk.</param>
    /// <param name="name">The name of the log directory, different for each laboratory.</param>
    public static async Task<Laboratory> CreateAsync(MachineKind kind, LayeredImage image, string name)
    {
        var logs = Repository.Item($"artifacts/machine-tests/{kind.Name}-{name}");
        if (Directory.Exists(logs)) Directory.Delete(logs, recursive: true);
        Directory.CreateDirectory(logs);
        var segment = await Segment.CreateAsync();
        try
        {
            var dhcp = await DhcpServer.StartAsync(segment);
            return new Laboratory(segment, dhcp, await kind.CreateAsync(segment, dhcp, image), logs);
        }
        catch
        {
            await segment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the platform with a scenario and an empty log.</summary>
    public async Task StartScenarioAsync(Scenario scenario)
    {
        if (platform is not null) await platform.DisposeAsync();
        platform = null;
        platform = await SimulatedPlatform.StartAsync(segment, scenario, Path.Combine(logs, $"scenario-{++scenarios}"));
    }

    /// <summary>Starts a scenario and powers the machine on as the VM of the scenario.</summary>
    public async Task BootAsync(Scenario scenario)
    {
        await StartScenarioAsync(scenario);
        await Machine.PowerOnAsync(scenario.VmId);
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(logs, "console.log"), Machine.Console);
        await File.WriteAllTextAsync(Path.Combine(logs, "dhcp.log"), Dhcp.Log);
        await Machine.DisposeAsync();
        if (platform is not null) await platform.DisposeAsync();
        await Dhcp.DisposeAsync();
        await segment.DisposeAsync();
    }
}
