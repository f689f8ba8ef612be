using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

/// <summary>A server on loopback that sends the bytes of a script, with one connection at a time.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket listener;
    private readonly Action<RawConnection> script;
    private readonly ConcurrentQueue<string> requests = new();
    private int connections;

    public RawServer(Action<RawConnection> script, IPAddress? address = null)
    {
        this.script = script;
        address ??= IPAddress.Loopback;
        listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen(16);
        Endpoint = new HttpEndpoint(address, ((IPEndPoint)listener.LocalEndPoint!).Port);
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public HttpEndpoint Endpoint { get; }

    /// <summary>The requests, with headers and body.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    public int Connections => Volatile.Read(ref connections);

    /// <summary>One answer for each connection; the last one is repeated.</summary>
    public static RawServer Answering(params string[] answers) => new(connection =>
    {
        connection.ReadRequest();
        connection.Send(answers[Math.Min(connection.Index, answers.Length - 1)]);
    });

    /// <summary>An answer with a status, an optional header, and a body.</summary>
    public static string Answer(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} Status\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public void Dispose() => listener.Dispose();

    private void Serve()
    {
        while (true)
        {
            try
            {
                using var socket = listener.Accept();
                socket.ReceiveTimeout = 20_000;
                script(new RawConnection(socket, connections++, requests));
            }
            catch (SocketException) when (listener.SafeHandle.IsClosed)
            {
                return;
            }
            catch (SocketException)
            {
                // The client closed the connection during the script, which some tests expect.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}

internal sealed class RawConnection(Socket socket, int index, ConcurrentQueue<string> requests)
{
    public int Index => index;

    public string ReadRequest()
    {
        var request = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (true)
        {
            string text = Encoding.UTF8.GetString(request.ToArray());
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && request.Length >= end + 4 + BodyLength(text[..end]))
            {
                requests.Enqueue(text);
                return text;
            }
            int got = socket.Receive(buffer);
            if (got == 0) return text;
            request.Write(buffer, 0, got);
        }
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;) sent += socket.Send(bytes.AsSpan(sent));
    }

    /// <summary>Waits until the client closes.</summary>
    public void AwaitClose()
    {
        byte[] buffer = new byte[4096];
        while (socket.Receive(buffer) > 0)
        {
        }
    }

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    private static int BodyLength(string head)
    {
        const string name = "\r\nContent-Length: ";
        int at = head.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(head[(at + name.Length)..].Split('\r')[0]);
    }
}
