using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Daybreak.Simulator.Hosting;

/// <summary>Sends an answer according to a <see cref="Delivery"/>.</summary>
/// <remarks>What Kestrel cannot send is written directly to the connection's socket before Kestrel has written anything; the connection is then aborted.</remarks>
internal static class AnswerSender
{
    private const int ChunkCount = 8;
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(2);

    /// <summary>The header fields of an answer, without those for framing.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(Answer answer) =>
        answer.ContentType is null ? answer.Headers : answer.Headers.Prepend(new("Content-Type", answer.ContentType));

    public static async Task SendAsync(HttpContext context, Answer answer, Delivery delivery, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            switch (delivery)
            {
                case Delivery.WholeAnswer:
                    await SendWholeAsync(context.Response, answer, cancellation).ConfigureAwait(false);
                    break;
                case Delivery.Chunked:
                    await SendChunkedAsync(context.Response, answer, cancellation).ConfigureAwait(false);
                    break;
                case Delivery.Dropped:
                    Socket(context).Close(timeout: 0); // linger 0: RST
                    context.Abort();
                    break;
                case Delivery.Silent:
                    await WaitForCancellation(cancellation).ConfigureAwait(false);
                    context.Abort();
                    break;
                case Delivery.Truncated(var bytes):
                    await SendRawAsync(Socket(context), Head(answer, $"Content-Length: {answer.Body.Length}"), cancellation).ConfigureAwait(false);
                    await SendRawAsync(Socket(context), answer.Body[..Math.Min(bytes, answer.Body.Length)], cancellation).ConfigureAwait(false);
                    await CloseAsync(context, time, cancellation).ConfigureAwait(false);
                    break;
                case Delivery.Garbage:
                    await SendRawAsync(Socket(context), GarbageBytes(), cancellation).ConfigureAwait(false);
                    await CloseAsync(context, time, cancellation).ConfigureAwait(false);
                    break;
                case Delivery.Endless(var headers):
                    await SendEndlessAsync(Socket(context), answer, headers, time, cancellation).ConfigureAwait(false);
                    await CloseAsync(context, time, cancellation).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has disconnected, or the simulator is stopping.
            context.Abort();
        }
    }

    private static Socket Socket(HttpContext context) => context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    private static async Task SendWholeAsync(HttpResponse response, Answer answer, CancellationToken cancellation)
    {
        Prepare(response, answer);
        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, cancellation).ConfigureAwait(false);
    }

    private static async Task SendChunkedAsync(HttpResponse response, Answer answer, CancellationToken cancellation)
    {
        Prepare(response, answer);
        var size = Math.Max(1, (answer.Body.Length + ChunkCount - 1) / ChunkCount);
        for (var at = 0; at < answer.Body.Length; at += size)
        {
            await response.Body.WriteAsync(answer.Body.Slice(at, Math.Min(size, answer.Body.Length - at)), cancellation).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
        if (answer.Body.IsEmpty) await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static void Prepare(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in Headers(answer)) response.Headers.Append(name, value);
    }

    private static async Task SendEndlessAsync(Socket socket, Answer answer, bool headers, TimeProvider time, CancellationToken cancellation)
    {
        const int pieceSize = 16 * 1024;
        var pause = TimeSpan.FromSeconds((double)pieceSize / Delivery.Endless.BytesPerSecond);
        var head = Head(answer, "Transfer-Encoding: chunked");
        await SendRawAsync(socket, headers ? head.AsMemory(0, head.Length - 2) : head, cancellation).ConfigureAwait(false);
        var piece = headers
            ? Encoding.ASCII.GetBytes("X-Endless: " + new string('x', pieceSize - 13) + "\r\n")
            : Encoding.ASCII.GetBytes("4000\r\n" + new string(' ', 0x4000) + "\r\n");
        for (var sent = 0L; sent < Delivery.Endless.MaximumBytes; sent += piece.Length)
        {
            await SendRawAsync(socket, piece, cancellation).ConfigureAwait(false);
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static byte[] Head(Answer answer, string framing)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}\r\n");
        foreach (var (name, value) in Headers(answer)) head.Append($"{name}: {value}\r\n");
        return Encoding.UTF8.GetBytes(head.Append($"{framing}\r\n\r\n").ToString());
    }

    private static byte[] GarbageBytes()
    {
        // Fixed bytes make failures reproducible. They resemble no protocol's greeting.
        var bytes = new byte[512];
        var value = 0xD1B54A32u;
        for (var at = 0; at < bytes.Length; at += 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value = (value * 2891336453u) + 1);
        return bytes;
    }

    private static async Task SendRawAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancellation).ConfigureAwait(false)..];
    }

    private static async Task CloseAsync(HttpContext context, TimeProvider time, CancellationToken cancellation)
    {
        Socket(context).Shutdown(SocketShutdown.Send);
        // Aborting immediately could reset the connection before the client has read everything.
        try
        {
            await Task.Delay(CloseWait, time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
        context.Abort();
    }

    private static async Task WaitForCancellation(CancellationToken cancellation)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.Register(() => left.TrySetResult());
        await left.Task.ConfigureAwait(false);
    }
}
