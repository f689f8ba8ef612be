using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Page;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Page;

/// <summary>A platform with its page, as <c>run</c> starts them.</summary>
internal sealed class PageOfPlatform : IAsyncDisposable
{
    private readonly SimulatedPlatform _platform;
    private readonly PageServer _page;

    private PageOfPlatform(SimulatedPlatform platform, PageServer page) => (_platform, _page) = (platform, page);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public Uri Page => new($"http://{_page.Address}");

    public Uri Imds => new($"http://{_platform.ImdsAddress}");

    public Uri Control => new($"http://{_platform.ControlAddress}");

    public Uri WireServer => new($"http://{_platform.WireServerAddress}");

    public static async Task<PageOfPlatform> StartAsync(string yaml = "")
    {
        var loaded = ScenarioFile.Parse(yaml, "test.yaml", AppContext.BaseDirectory);
        Assert.Empty(loaded.Errors);
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new PlatformOptions(any, any, loaded.Scenario!, RequestLog.None, TimeProvider.System) { Control = any };
        var platform = await SimulatedPlatform.StartAsync(options);
        return new PageOfPlatform(platform, await PageServer.StartAsync(new PageOptions(any, "test", platform.Host, options.Log, platform.Faults, options.Time)));
    }

    public Task<HttpResponseMessage> AskImds(string target = "/metadata/instance?api-version=2021-12-13") =>
        Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Imds, target)) { Headers = { { "Metadata", "true" } } });

    public async Task<string> Token() => Regex.Match(await Http.GetStringAsync(Page), "name=\"daybreak-token\" content=\"([0-9a-f]{64})\"").Groups[1].Value;

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Post(string path, object body, string? token, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Page, path)) { Content = JsonContent.Create(body) };
        if (token is not null) request.Headers.Add("X-Daybreak-Token", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Reads events of one kind.</summary>
    public async Task<IReadOnlyList<JsonNode>> Events(string kind, int count, Func<Task>? meanwhile = null, string? lastEventId = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Page, "/api/events"));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        await reader.ReadLineAsync(patience.Token); // the stream has started, so later requests are new
        if (meanwhile is not null) await meanwhile();
        var found = new List<JsonNode>();
        var current = "";
        while (found.Count < count)
        {
            var line = await reader.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("event: ", StringComparison.Ordinal)) current = line["event: ".Length..];
            if (current == kind && line.StartsWith("data: ", StringComparison.Ordinal)) found.Add(JsonNode.Parse(line["data: ".Length..])!);
        }
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _page.DisposeAsync();
        await _platform.DisposeAsync();
    }
}
