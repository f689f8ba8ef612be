namespace Daybreak.Simulator.Storm;

/// <summary>Sends one request on a new connection from a given source address.</summary>
/// <remarks>HttpClient cannot choose a source address per request, and its connection pools do not match the behaviour of agents.</remarks>
internal static class Exchange
{
    private const int AnswerLimit = 256 * 1024;

    /// <summary>An answer.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Body">The body.</param>
    public sealed record Answer(int Status, ReadOnlyMemory<byte> Body);

    /// <summary>Sends a request. Throws <see cref="SocketException"/>, <see cref="OperationCanceledException"/>, or <see cref="FormatException"/> for an invalid answer.</summary>
    public static async Task<Answer> SendAsync(IPAddress source, IPEndPoint server, ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        while (!request.IsEmpty) request = request[await socket.SendAsync(request, cancellation).ConfigureAwait(false)..];

        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= AnswerLimit) throw new FormatException("the answer is too long");
                Array.Resize(ref buffer, length * 2);
            }
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            length += read;
        }
        return Parse(buffer.AsMemory(0, length));
    }

    /// <summary>Parses an answer that ends with the connection and checks its length.</summary>
    public static Answer Parse(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf("\r\n\r\n"u8);
        if (end < 0) throw new FormatException("the connection closed before the end of the headers");
        var head = Encoding.ASCII.GetString(bytes.Span[..end]).Split("\r\n");
        if (!head[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || head[0].Length < 12 || !int.TryParse(head[0].AsSpan(9, 3), out var status)) throw new FormatException("invalid status line");
        var body = bytes[(end + 4)..];
        const string lengthField = "Content-Length:";
        if (head.FirstOrDefault(line => line.StartsWith(lengthField, StringComparison.OrdinalIgnoreCase)) is { } field
            && (!int.TryParse(field.AsSpan(lengthField.Length), out var declared) || declared != body.Length))
            throw new FormatException("the length of the body does not match Content-Length");
        return new Answer(status, body);
    }
}
