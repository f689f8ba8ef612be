using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd;

/// <summary>One machine in an Azure of its own: segment, DHCP, and the simulated platform, which can play one scenario after another.</summary>
/// <remarks>What everybody said is left in artifacts/machine-tests/NAME, for looking at after a failure.</remarks>
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

    /// <summary>The platform as it plays the scenario of now.</summary>
    public SimulatedPlatform Platform => platform ?? throw new InvalidOperationException("no scenario is played yet");

    /// <summary>Sets it up, the machine being off.</summary>
    /// <param name="kind">What the machine is.</param>
    /// <param name="image">What is on its disk.</param>
    /// <param name="name">A part of a file name, different for each laboratory: where the logs go.</param>
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

    /// <summary>Lets the platform play a scenario from its start, with an empty log.</summary>
    public async Task PlayAsync(Scenario scenario)
    {
        if (platform is not null) await platform.DisposeAsync();
        platform = null;
        platform = await SimulatedPlatform.StartAsync(segment, scenario, Path.Combine(logs, $"scenario-{++scenarios}"));
    }

    /// <summary>Plays a scenario and switches the machine on as the scenario's VM.</summary>
    public async Task BootAsync(Scenario scenario)
    {
        await PlayAsync(scenario);
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
