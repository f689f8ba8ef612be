using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Platform.Http;

namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>Answers every request on loopback with the result of a function.</summary>
internal sealed class TinyServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, (int Status, string Body)> answer;
    private readonly ConcurrentQueue<string> requests = new();

    /// <param name="answer">Receives the complete request.</param>
    public TinyServer(Func<string, (int Status, string Body)> answer)
    {
        this.answer = answer;
        listener.Start();
        Endpoint = new HttpEndpoint(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public HttpEndpoint Endpoint { get; }

    /// <summary>The complete requests.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>Their first lines without "HTTP/1.1".</summary>
    public IReadOnlyList<string> Lines => [.. requests.Select(request => request.Split(" HTTP/1.1")[0])];

    public void Dispose() => listener.Dispose();

    private void Serve()
    {
        while (true)
        {
            try
            {
                using var connection = listener.AcceptSocket();
                connection.ReceiveTimeout = 10_000;
                string request = Receive(connection);
                requests.Enqueue(request);
                var (status, body) = answer(request);
                connection.Send(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                if (!listener.Server.IsBound) return;
            }
        }
    }

    private static string Receive(Socket connection)
    {
        byte[] buffer = new byte[65536];
        string text = "";
        while (true)
        {
            int got = connection.Receive(buffer);
            if (got == 0) return text;
            text += Encoding.UTF8.GetString(buffer, 0, got);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0) continue;
            int at = text.IndexOf("Content-Length: ", StringComparison.Ordinal);
            int length = at < 0 || at > head ? 0 : int.Parse(text[(at + 16)..text.IndexOf("\r\n", at, StringComparison.Ordinal)]);
            if (Encoding.UTF8.GetByteCount(text) >= head + 4 + length) return text;
        }
    }
}
