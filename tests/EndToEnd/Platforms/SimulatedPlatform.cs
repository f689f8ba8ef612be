using System.Text.Json;

namespace EndToEnd.Platforms;

/// <summary>The simulated Azure host. It serves one scenario at Azure's addresses in a network segment.</summary>
public sealed class SimulatedPlatform : IAsyncDisposable
{
    private static readonly JsonSerializerOptions LogFormat = new(JsonSerializerDefaults.Web);

    private readonly BackgroundProcess process;
    private readonly string logFile;

    private SimulatedPlatform(BackgroundProcess process, string logFile)
    {
        this.process = process;
        this.logFile = logFile;
    }

    /// <summary>The requests and responses so far, in the order of the responses.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            using var reader = new StreamReader(new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = reader.ReadToEnd();
            // The last line may be incomplete.
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Request>(line, LogFormat)!)];
        }
    }

    /// <summary>The reports of Ready, answered or not.</summary>
    public IReadOnlyList<Request> ReadyReports => [.. Requests.Where(IsReady)];

    /// <summary>Whether a report of Ready was accepted.</summary>
    public bool HasAcceptedReady => Requests.Any(request => IsReady(request) && request.Answer?.Status is 200 or 201);

    /// <summary>Starts the host and waits until it is ready.</summary>
    /// <param name="segment">The segment with its addresses.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="directory">The directory for the scenario and the log.</param>
    public static async Task<SimulatedPlatform> StartAsync(Segment segment, Scenario scenario, string directory)
    {
        Directory.CreateDirectory(directory);
        var scenarioFile = Path.Combine(directory, "scenario.yaml");
        var logFile = Path.Combine(directory, "requests.jsonl");
        await File.WriteAllTextAsync(scenarioFile, scenario.ToYaml());
        var process = segment.Start(new(
            Repository.Simulator, "run", "--imds", $"{Segment.Metadata}:80", "--wireserver", $"{Segment.WireServer}:80", "--scenario", scenarioFile, "--log", logFile));
        try
        {
            await process.WaitForOutputAsync("ready\n", TimeSpan.FromSeconds(30));
            return new SimulatedPlatform(process, logFile);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has accepted a report of Ready.</summary>
    public Task WaitForReadyAsync(TimeSpan limit, Func<string?>? hopeless = null) =>
        Wait.UntilAsync(() => HasAcceptedReady, limit, "the platform to receive Ready", hopeless);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static bool IsReady(Request request) => request switch
    {
        { Operation: "wireserver.health", Body: { } body } => body.Contains("<State>Ready</State>", StringComparison.Ordinal),
        { Operation: "wireserver.provisioningHealth", Body: { } body } => body.Contains("\"Ready\"", StringComparison.Ordinal),
        _ => false,
    };
}
