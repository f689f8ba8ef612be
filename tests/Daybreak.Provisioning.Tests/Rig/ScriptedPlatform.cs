using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Platform.Http;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>IMDS and the WireServer on loopback, with answers from the test.</summary>
internal sealed class ScriptedPlatform : IDisposable
{
    public const string GoalState = "<GoalState><Incarnation>7</Incarnation><Container><ContainerId>c-1</ContainerId><RoleInstanceList><RoleInstance>"
        + "<InstanceId>i-1</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<string> requests = [];
    private readonly Task serving;

    public ScriptedPlatform()
    {
        listener.Start();
        Endpoint = new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        serving = Task.Run(Serve);
    }

    public HttpEndpoint Endpoint { get; }

    /// <summary>The document of IMDS.</summary>
    public string Instance { get; set; } = """{"compute": {"osProfile": {"computerName": "web-1"}}}""";

    /// <summary>Replaces the usual answer; null for the usual one. A status and headers: "503\r\nRetry-After: 2".</summary>
    public Func<string, string?> Fault { get; set; } = _ => null;

    /// <summary>Runs before a request is answered.</summary>
    public Action<string> Look { get; set; } = _ => { };

    /// <summary>"imds", "goal state", "Ready" or "NotReady", in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public string LastBody { get; private set; } = "";

    public void Dispose()
    {
        listener.Stop();
        serving.Wait(TimeSpan.FromSeconds(10));
        listener.Dispose();
    }

    private async Task Serve()
    {
        while (true)
        {
            try
            {
                using var connection = await listener.AcceptSocketAsync();
                Answer(connection);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private void Answer(Socket connection)
    {
        string request = Receive(connection);
        string what = request switch
        {
            _ when request.StartsWith("GET /metadata/instance", StringComparison.Ordinal) => "imds",
            _ when request.StartsWith("GET /machine?comp=goalstate", StringComparison.Ordinal) => "goal state",
            _ when request.Contains("<State>Ready</State>", StringComparison.Ordinal) => "Ready",
            _ => "NotReady",
        };
        lock (requests) requests.Add(what);
        LastBody = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Look(what);
        string usual = what switch { "imds" => Instance, "goal state" => GoalState, _ => "" };
        string answer = Fault(what) is { } fault ? $"HTTP/1.1 {fault}\r\nContent-Length: 0\r\n\r\n" : $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(usual)}\r\n\r\n{usual}";
        connection.Send(Encoding.UTF8.GetBytes(answer));
    }

    private static string Receive(Socket connection)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int got = connection.Receive(buffer);
            if (got == 0) return text.ToString();
            text.Append(Encoding.UTF8.GetString(buffer, 0, got));
            string so = text.ToString();
            int head = so.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0) continue;
            int at = so.IndexOf("Content-Length: ", StringComparison.Ordinal);
            int length = at < 0 ? 0 : int.Parse(so[(at + 16)..so.IndexOf("\r\n", at, StringComparison.Ordinal)]);
            if (so.Length >= head + 4 + length) return so;
        }
    }
}
