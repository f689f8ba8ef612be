using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Hosting;

/// <summary>A platform on loopback with a scenario and a separate log.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private readonly SimulatedPlatform _platform;
    private readonly RequestLog _log;
    private readonly string _logFile;

    private RunningPlatform(SimulatedPlatform platform, Scenario scenario, RequestLog log, string logFile)
    {
        (_platform, Scenario, _log, _logFile) = (platform, scenario, log, logFile);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Http { get; }

    public Scenario Scenario { get; }

    public Uri Imds => new($"http://{_platform.ImdsAddress}");

    public Uri WireServer => new($"http://{_platform.WireServerAddress}");

    public Uri HostGaPlugin => new($"http://{_platform.HostGaPluginAddress}");

    public Uri Control => new($"http://{_platform.ControlAddress}");

    public HostState Host => _platform.Host;

    public static async Task<RunningPlatform> StartAsync(string yaml = "", int? maximumRequests = null, TimeProvider? time = null)
    {
        var loaded = ScenarioFile.Parse(yaml, "test.yaml", AppContext.BaseDirectory);
        Assert.Empty(loaded.Errors);
        var logFile = Path.GetTempFileName();
        var log = RequestLog.ToFile(logFile, keep: 1000);
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var platform = await SimulatedPlatform.StartAsync(new PlatformOptions(any, any, loaded.Scenario!, log, time ?? TimeProvider.System) { MaximumRequests = maximumRequests, HostGaPlugin = any, Control = any });
        return new RunningPlatform(platform, loaded.Scenario!, log, logFile);
    }

    public Task RunUntilAsync(CancellationToken stop) => _platform.RunUntilAsync(stop);

    public Task<HttpResponseMessage> GetImds(string target, params (string Name, string Value)[] headers) =>
        Send(new HttpRequestMessage(HttpMethod.Get, new Uri(Imds, target)), [("Metadata", "true"), .. headers]);

    public Task<HttpResponseMessage> GetWire(string target, params (string Name, string Value)[] headers) =>
        Send(new HttpRequestMessage(HttpMethod.Get, new Uri(WireServer, target)), [("x-ms-version", "2012-11-30"), ("x-ms-agent-name", "test"), .. headers]);

    public Task<HttpResponseMessage> PostWire(string target, string body, string contentType = "text/xml; charset=utf-8", params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return Send(new HttpRequestMessage(HttpMethod.Post, new Uri(WireServer, target)) { Content = content }, [("x-ms-version", "2012-11-30"), ("x-ms-agent-name", "test"), .. headers]);
    }

    public Task<HttpResponseMessage> Send(HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            if (value.Length > 0) request.Headers.TryAddWithoutValidation(name, value);
        }
        return Http.SendAsync(request);
    }

    /// <summary>Sends bytes on a new connection, then reads until it ends (reset: no bytes) or the limit is reached.</summary>
    public static async Task<RawAnswer> Raw(Uri server, string bytes, int limit = 1 << 20, bool finish = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        if (finish) client.Client.Shutdown(SocketShutdown.Send);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (received.Length < limit)
            {
                var read = await stream.ReadAsync(buffer, patience.Token);
                if (read == 0) return new RawAnswer(received.ToArray(), RawEnd.Closed);
                received.Write(buffer, 0, read);
            }
            return new RawAnswer(received.ToArray(), RawEnd.Limit);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return new RawAnswer(received.ToArray(), RawEnd.Reset);
        }
    }

    /// <summary>The lines of the log so far.</summary>
    public IReadOnlyList<JsonNode> LogLines()
    {
        using var stream = new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>Waits for the number of lines, with a time limit. A client that disconnects has no answer to wait for.</summary>
    public async Task<IReadOnlyList<JsonNode>> LogLines(int count)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            if (LogLines() is var lines && lines.Count >= count) return lines;
            await Task.Delay(10);
        }
        throw new TimeoutException($"The log has {LogLines().Count} lines, expected {count}.");
    }

    public string[] Rules(int line = 0) => [.. LogLines()[line]["misbehaviour"]!.AsArray().Select(item => item!["rule"]!.ToString())];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _platform.DisposeAsync();
        _log.Dispose();
        File.Delete(_logFile);
    }
}

internal enum RawEnd
{
    Closed,
    Reset,
    Limit,
}

internal sealed record RawAnswer(byte[] Bytes, RawEnd End)
{
    public string Text => Encoding.Latin1.GetString(Bytes);

    public string Body => Text[(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
