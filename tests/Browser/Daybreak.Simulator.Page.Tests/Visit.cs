using System.Net;
using System.Text;
using Daybreak.Simulator.Faults;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;
using Microsoft.Playwright;

namespace Daybreak.Simulator.Page.Tests;

/// <summary>A simulated platform and a browser that shows its page. <see cref="AssertQuiet"/> checks that there were no console messages and no requests to other hosts.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly SimulatedPlatform _platform;
    private readonly PageServer _server;
    private readonly IBrowserContext _context;
    private readonly List<string> _messages = [];
    private readonly List<string> _requested = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private bool _stopped;

    private Visit(SimulatedPlatform platform, PageServer server, IBrowserContext context, IPage page) =>
        (_platform, _server, _context, Page) = (platform, server, context, page);

    public IPage Page { get; }

    public string Address => $"http://{_server.Address}";

    /// <summary>The active faults of the platform.</summary>
    public LiveFaults Faults => _platform.Faults;

    public string Imds => $"http://{_platform.ImdsAddress}";

    public string WireServer => $"http://{_platform.WireServerAddress}";

    /// <summary>Every URL that the browser requested.</summary>
    public IReadOnlyList<string> Requested => _requested;

    public static async Task<Visit> StartAsync(Browser browser, string scenario = "", int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var loaded = ScenarioFile.Parse(scenario, "test.yaml", AppContext.BaseDirectory);
        Assert.Empty(loaded.Errors);
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new PlatformOptions(any, any, loaded.Scenario!, RequestLog.None, TimeProvider.System);
        var platform = await SimulatedPlatform.StartAsync(options);
        var server = await PageServer.StartAsync(new PageOptions(any, "first-light", platform.Host, options.Log, platform.Faults, options.Time));
        var context = await browser.ContextAsync(width, height, scheme);
        var page = await context.NewPageAsync();
        var visit = new Visit(platform, server, context, page);
        page.Console += (_, message) => visit._messages.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => visit._messages.Add(error);
        context.Request += (_, request) => visit._requested.Add(request.Url);
        await page.GotoAsync(visit.Address);
        await page.GetByText("live", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        return visit;
    }

    /// <summary>Sends the requests of a VM: metadata, goal state, health.</summary>
    public async Task ProvisionAsync(string description = "")
    {
        _ = await AskImdsAsync("/metadata/instance?api-version=2021-12-13&extended=true");
        var goalState = await (await SendAsync(HttpMethod.Get, "/machine?comp=goalstate", null)).Content.ReadAsStringAsync();
        var state = description.Length == 0 ? "<State>Ready</State>" : $"<State>NotReady</State><Details><SubStatus>ProvisioningFailed</SubStatus><Description>{WebUtility.HtmlEncode(description)}</Description></Details>";
        (await SendAsync(HttpMethod.Post, "/machine?comp=health", $"""
            <?xml version="1.0" encoding="utf-8"?><Health><GoalStateIncarnation>{Element(goalState, "Incarnation")}</GoalStateIncarnation><Container><ContainerId>{Element(goalState, "ContainerId")}</ContainerId>
            <RoleInstanceList><Role><InstanceId>{Element(goalState, "InstanceId")}</InstanceId><Health>{state}</Health></Role></RoleInstanceList></Container></Health>
            """)).EnsureSuccessStatusCode();
    }

    public async Task<HttpStatusCode> AskImdsAsync(string target)
    {
        using var response = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, Imds + target) { Headers = { { "Metadata", "true" } } });
        return response.StatusCode;
    }

    public ILocator Rows => Page.Locator("#log tbody tr");

    public ILocator Bars => Page.Locator("#timeline svg rect.bar");

    /// <summary>The whole document, including hidden parts.</summary>
    public Task<string> DocumentAsync() => Page.EvaluateAsync<string>("document.documentElement.outerHTML");

    public Task<string> FetchAsync(string path) => _http.GetStringAsync(Address + path);

    public async Task PressAsync(string fault) => await Page.Locator($"button[data-fault='{fault}']").ClickAsync();

    public async Task StopPageAsync()
    {
        _stopped = true;
        await _server.DisposeAsync();
    }

    public void AssertQuiet()
    {
        Assert.Empty(_messages);
        Assert.All(_requested, address => Assert.StartsWith(Address + "/", address));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        if (!_stopped) await _server.DisposeAsync();
        await _platform.DisposeAsync();
        _http.Dispose();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, string? xml)
    {
        var request = new HttpRequestMessage(method, WireServer + target) { Headers = { { "x-ms-version", "2012-11-30" } } };
        if (xml is not null) request.Content = new StringContent(xml, Encoding.UTF8, "text/xml");
        return _http.SendAsync(request);
    }

    private static string Element(string xml, string name) => xml.Split($"<{name}>")[1].Split('<')[0];
}
