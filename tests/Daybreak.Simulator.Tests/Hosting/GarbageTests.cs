using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Commands;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Page;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Hosting;

/// <summary>Sends seeded garbage: no request may cause a server error, and all answers of the platform must be logged.</summary>
public sealed partial class GarbageTests : IAsyncLifetime
{
    private static readonly int Exchanges = Effort.Of(quick: 100, all: 250);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly RequestLog _log = RequestLog.InMemory(100_000);
    private SimulatedPlatform _platform = null!;
    private PageServer _page = null!;
    private string _token = "";

    private Uri Imds => new($"http://{_platform.ImdsAddress}");

    private Uri WireServer => new($"http://{_platform.WireServerAddress}");

    private Uri HostGaPlugin => new($"http://{_platform.HostGaPluginAddress}");

    private Uri Control => new($"http://{_platform.ControlAddress}");

    private Uri Page => new($"http://{_page.Address}");

    public async ValueTask InitializeAsync()
    {
        const string Yaml = "vm: {preprovisioningType: Running, customData: x, dataDisks: [{}]}\nimds: {rateLimit: off}\nwireserver: {vmSettings: on}\ncertificates: [{name: a, generate: ec-p256}]";
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new PlatformOptions(any, any, ScenarioFile.Parse(Yaml, "s.yaml", "/").Scenario!, _log, TimeProvider.System) { HostGaPlugin = any, Control = any };
        _platform = await SimulatedPlatform.StartAsync(options);
        _page = await PageServer.StartAsync(new PageOptions(any, "test", _platform.Host, _log, _platform.Faults, TimeProvider.System));
        using var http = new HttpClient();
        _token = TokenInPage().Match(await http.GetStringAsync(Page)).Groups[1].Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _platform.DisposeAsync();
        _log.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Survives_and_logs_garbage(int seed)
    {
        var random = new Random(seed);
        var requests = Requests(_platform.Host.Vm.ContainerId, _platform.Host.Vm.InstanceId);
        var refused = 0;
        for (var number = 0; number < Exchanges; number++)
        {
            var (server, wellFormed) = requests[random.Next(requests.Count)];
            var bytes = Garbage.Of(random, wellFormed);
            // Switch off faults that garbage has switched on.
            _platform.Faults.SwitchOff(null);
            var before = _log.Recent.Count;

            var statuses = Statuses(await SendAsync(Address(server), bytes));

            Assert.All(statuses, status => Assert.True(status is >= 100 and < 500 or 501 or 505, $"seed {seed}, exchange {number}: {status} to {Printable(bytes)}"));
            if (server is "control" or "page") continue;
            var recorded = _log.Recent.Skip(before).ToList();
            Assert.True(recorded.Count(entry => entry.Answer is not null) >= statuses.Count(status => status >= 200), $"seed {seed}, exchange {number}: {recorded.Count} lines for {string.Join(' ', statuses)} to {Printable(bytes)}");
            // Requests that Kestrel refuses are not HTTP and count as client errors.
            foreach (var entry in recorded.Where(entry => entry.Operation is null)) Assert.Equal("http", Assert.Single(entry.Misbehaviour).Rule);
            foreach (var entry in recorded.Where(entry => entry.Answer?.Status is 400 or 405 or 410 or 413 && !IsRefusalWithoutClientError(entry))) Assert.NotEmpty(entry.Misbehaviour);
            refused += recorded.Count(entry => entry.Misbehaviour.Count > 0);
        }

        Assert.True(refused > Exchanges / 10, $"only {refused} client errors: the garbage is too valid");
        await AssertServesAsync();
    }

    /// <summary>Combines every body with every request that has one, because random tests rarely do.</summary>
    [Fact]
    public async Task Rejects_and_logs_unusual_bodies()
    {
        foreach (var (server, wellFormed) in Requests(_platform.Host.Vm.ContainerId, _platform.Host.Vm.InstanceId).Where(request => !request.Text.StartsWith("GET", StringComparison.Ordinal)))
        {
            foreach (var body in Garbage.Bodies)
            {
                _platform.Faults.SwitchOff(null);
                var before = _log.Recent.Count;

                var status = Assert.Single(Statuses(await SendAsync(Address(server), Encoding.Latin1.GetBytes(Garbage.WithBody(wellFormed, body)), whole: true)));

                Assert.True(status < 500, $"{status} to {wellFormed.Split('\r')[0]} with {body}");
                if (server is not ("control" or "page")) Assert.True(status < 400 || _log.Recent.Skip(before).Single().Misbehaviour.Count > 0, $"{status} to {wellFormed.Split('\r')[0]} with {body} is not logged as a client error");
            }
        }
        await AssertServesAsync();
    }

    /// <summary>Many concurrent clients that disconnect in the middle of a request.</summary>
    [Fact]
    public async Task Survives_clients_that_disconnect_in_the_middle()
    {
        var requests = Requests(_platform.Host.Vm.ContainerId, _platform.Host.Vm.InstanceId);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancellation) =>
        {
            var random = new Random(number);
            var (server, wellFormed) = requests[random.Next(requests.Count)];
            using var client = new TcpClient { LingerState = new LingerOption(random.Next(2) == 0, 0) };
            var address = Address(server);
            await client.ConnectAsync(address.Host, address.Port, cancellation);
            var bytes = Encoding.Latin1.GetBytes(wellFormed);
            await client.GetStream().WriteAsync(bytes.AsMemory(0, random.Next(bytes.Length + 1)), cancellation);
        });

        await AssertServesAsync();
    }

    // IMDS also refuses requests without a client error: an unsupported api-version, a missing identity.
    private static bool IsRefusalWithoutClientError(LogEntry entry) => entry.Server == "imds";

    private async Task AssertServesAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        // Switch off faults that a client has switched on through the control endpoint.
        using (var cleared = await http.DeleteAsync(new Uri(Control, "/faults"))) Assert.Equal(HttpStatusCode.OK, cleared.StatusCode);
        async Task<HttpStatusCode> Ask(Uri server, string target, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, target));
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Ask(Imds, "/metadata/instance?api-version=2021-08-01", ("Metadata", "true")));
        Assert.Equal(HttpStatusCode.OK, await Ask(WireServer, "/machine?comp=goalstate", ("x-ms-version", "2012-11-30")));
        Assert.Equal(HttpStatusCode.OK, await Ask(HostGaPlugin, "/versions"));
        Assert.Equal(HttpStatusCode.OK, await Ask(Control, "/requests"));
        Assert.Equal(HttpStatusCode.OK, await Ask(Page, "/api/state"));
        AssertReadable();
        // The page shows every kept request regardless of its content.
        using var events = await http.GetAsync(new Uri(Page, "/api/events"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var shown = 0; shown < Math.Min(100, _log.Recent.Count);)
        {
            if ((await reader.ReadLineAsync(patience.Token))!.StartsWith("event: request", StringComparison.Ordinal)) shown++;
        }
    }

    // All readers of the log can read it: boot its file, the console its lines, and the boot result its reports.
    private void AssertReadable()
    {
        foreach (var entry in _log.Recent)
        {
            Assert.Equal(entry.Target, JsonSerializer.Deserialize<LogEntry>(RequestLog.ToJson(entry), JsonSerializerOptions.Web)!.Target);
            Assert.DoesNotContain(RequestConsole.Line(entry), char.IsControl);
        }
        _ = AcceptedReport.Last(_log.Recent);
    }

    private Uri Address(string server) => server switch { "imds" => Imds, "wireserver" => WireServer, "hostgaplugin" => HostGaPlugin, "control" => Control, _ => Page };

    // Valid requests to derive the invalid ones from.
    private IReadOnlyList<(string Server, string Text)> Requests(string container, string instance)
    {
        string Get(string target, string headers = "") => $"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n";
        string Send(string method, string target, string type, string body, string headers = "") => $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";
        const string Wire = "x-ms-version: 2012-11-30\r\nx-ms-agent-name: test\r\n";
        const string Metadata = "Metadata: true\r\n";
        var page = $"Host: {_page.Address}\r\nX-Daybreak-Token: {_token}\r\n";
        var plugin = $"x-ms-containerid: {container}\r\n";
        var health = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Health><GoalStateIncarnation>1</GoalStateIncarnation><Container><ContainerId>{container}</ContainerId><RoleInstanceList><Role><InstanceId>{instance}</InstanceId><Health><State>NotReady</State><Details><SubStatus>ProvisioningFailed</SubStatus><Description>x</Description></Details></Health></Role></RoleInstanceList></Container></Health>";
        return
        [
            ("imds", Get("/metadata/instance?api-version=2021-08-01&extended=true", Metadata)),
            ("imds", Get("/metadata/instance/network/interface/0/ipv4/ipAddress/0/privateIpAddress?api-version=2021-08-01&format=text", Metadata)),
            ("imds", Get("/metadata/versions", Metadata)),
            ("imds", Get("/metadata/reprovisiondata?api-version=2019-06-01", Metadata)),
            ("imds", Get("/metadata/attested/document?api-version=2021-08-01&nonce=1234567890", Metadata)),
            ("imds", Get("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x", Metadata)),
            ("imds", Send("POST", "/metadata/scheduledevents?api-version=2020-07-01", "application/json", """{"StartRequests":[{"EventId":"x"}]}""", Metadata)),
            ("wireserver", Get("/?comp=versions")),
            ("wireserver", Get("/machine?comp=goalstate", Wire)),
            ("wireserver", Get($"/machine/{container}/{instance}?comp=config&type=sharedConfig&incarnation=1", Wire)),
            ("wireserver", Get($"/machine/{container}/{instance}?comp=certificates&incarnation=1", Wire + "x-ms-cipher-name: AES128_CBC\r\nx-ms-guest-agent-public-x509-cert: MIIBAAAA\r\n")),
            ("wireserver", Send("POST", "/machine?comp=health", "text/xml; charset=utf-8", health, Wire)),
            ("wireserver", Send("POST", "/provisioning/health", "application/json", """{"state":"NotReady","details":{"subStatus":"ProvisioningFailed","description":"result=error"}}""", "x-ms-guest-agent-name: test\r\n")),
            ("wireserver", Send("POST", "/machine?comp=roleProperties", "text/xml; charset=utf-8", $"<RoleProperties><Container><ContainerId>{container}</ContainerId><RoleInstances><RoleInstance><Id>{instance}</Id><Properties><Property name=\"a\" value=\"b\"/></Properties></RoleInstance></RoleInstances></Container></RoleProperties>", Wire)),
            ("wireserver", Send("POST", "/machine?comp=telemetrydata", "text/xml; charset=utf-8", "<TelemetryData><Provider id=\"69B669B9-4AF8-4C50-BDC4-6006FA76E975\"/></TelemetryData>", Wire)),
            ("wireserver", Send("POST", "/HealthService", "application/json", """{"Api":"reporttargethealth","Version":"1.0","Source":"x","Observations":[]}""")),
            ("hostgaplugin", Get("/versions")),
            ("hostgaplugin", Get("/vmSettings", plugin + "If-None-Match: \"1\"\r\n")),
            ("hostgaplugin", Send("PUT", "/status", "application/json", """{"requestUri":"u","headers":[],"content":"e30="}""", plugin)),
            ("control", Send("POST", "/faults", "application/yaml", "[{on: imds.other, status: 500, times: 1}]")),
            ("control", Get("/requests?since=1")),
            ("control", Get("/state")),
            ("page", Send("POST", "/api/faults", "application/json", """{"button":"hostgaplugin-503","requests":1}""", page).Replace("Host: localhost\r\n", "", StringComparison.Ordinal)),
            ("page", Get("/api/requests/1", page).Replace("Host: localhost\r\n", "", StringComparison.Ordinal)),
        ];
    }

    private static async Task<byte[]> SendAsync(Uri server, byte[] bytes, bool whole = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        using var patience = new CancellationTokenSource(RequestTimeout);
        var received = new MemoryStream();
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(bytes, patience.Token);
            var reading = stream.CopyToAsync(received, patience.Token);
            // The server waits for incomplete requests. Shut down late, because a client that shuts down during the answer counts as disconnected.
            if (await Task.WhenAny(reading, Task.Delay(whole ? RequestTimeout : Pause, patience.Token)) != reading) client.Client.Shutdown(SocketShutdown.Send);
            await reading;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server may close the connection before it has read everything.
        }
        return received.ToArray();
    }

    private static int[] Statuses(byte[] answer) => [.. StatusLine().Matches(Encoding.Latin1.GetString(answer)).Select(match => int.Parse(match.Groups[1].Value))];

    private static string Printable(byte[] bytes) => Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 6000)));

    [GeneratedRegex(@"(?<=^|\r\n|[^\r\n])HTTP/1\.1 (\d\d\d) [A-Za-z -]*\r\n")]
    private static partial Regex StatusLine();

    [GeneratedRegex("name=\"daybreak-token\" content=\"([0-9a-f]{64})\"")]
    private static partial Regex TokenInPage();
}
