using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Daybreak.Simulator.Faults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Daybreak.Simulator.Hosting;

/// <summary>Sends an answer the way a <see cref="Delivery"/> says.</summary>
/// <remarks>What Kestrel would never send is written to the connection's socket directly; Kestrel has written nothing by then, and the connection is given up afterwards.</remarks>
internal static class AnswerSender
{
    private const int ChunkCount = 8;
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(2);

    /// <summary>The header fields of an answer without those that belong to the way it travels.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(Answer answer) =>
        answer.ContentType is null ? answer.Headers : answer.Headers.Prepend(new("Content-Type", answer.ContentType));

    public static async Task SendAsync(HttpContext context, Answer answer, Delivery delivery, TimeProvider time, CancellationToken gone)
    {
        try
        {
            switch (delivery)
            {
                case Delivery.WholeAnswer:
                    await SendWholeAsync(context.Response, answer, gone).ConfigureAwait(false);
                    break;
                case Delivery.Chunked:
                    await SendChunkedAsync(context.Response, answer, gone).ConfigureAwait(false);
                    break;
                case Delivery.Dropped:
                    Socket(context).Close(timeout: 0); // linger 0: RST
                    context.Abort();
                    break;
                case Delivery.Silent:
                    await Forever(gone).ConfigureAwait(false);
                    context.Abort();
                    break;
                case Delivery.Truncated(var bytes):
                    await SendRawAsync(Socket(context), Head(answer, $"Content-Length: {answer.Body.Length}"), gone).ConfigureAwait(false);
                    await SendRawAsync(Socket(context), answer.Body[..Math.Min(bytes, answer.Body.Length)], gone).ConfigureAwait(false);
                    await CloseAsync(context, time, gone).ConfigureAwait(false);
                    break;
                case Delivery.Garbage:
                    await SendRawAsync(Socket(context), GarbageBytes(), gone).ConfigureAwait(false);
                    await CloseAsync(context, time, gone).ConfigureAwait(false);
                    break;
                case Delivery.Endless(var headers):
                    await SendEndlessAsync(Socket(context), answer, headers, time, gone).ConfigureAwait(false);
                    await CloseAsync(context, time, gone).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client has left in the middle, or the simulator stops: there is nobody to tell.
            context.Abort();
        }
    }

    private static Socket Socket(HttpContext context) => context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    private static async Task SendWholeAsync(HttpResponse response, Answer answer, CancellationToken gone)
    {
        Prepare(response, answer);
        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, gone).ConfigureAwait(false);
    }

    private static async Task SendChunkedAsync(HttpResponse response, Answer answer, CancellationToken gone)
    {
        Prepare(response, answer);
        var size = Math.Max(1, (answer.Body.Length + ChunkCount - 1) / ChunkCount);
        for (var at = 0; at < answer.Body.Length; at += size)
        {
            await response.Body.WriteAsync(answer.Body.Slice(at, Math.Min(size, answer.Body.Length - at)), gone).ConfigureAwait(false);
            await response.Body.FlushAsync(gone).ConfigureAwait(false);
        }
        if (answer.Body.IsEmpty) await response.Body.FlushAsync(gone).ConfigureAwait(false);
    }

    private static void Prepare(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in Headers(answer)) response.Headers.Append(name, value);
    }

    private static async Task SendEndlessAsync(Socket socket, Answer answer, bool headers, TimeProvider time, CancellationToken gone)
    {
        const int pieceSize = 16 * 1024;
        var pause = TimeSpan.FromSeconds((double)pieceSize / Delivery.Endless.BytesPerSecond);
        var head = Head(answer, "Transfer-Encoding: chunked");
        await SendRawAsync(socket, headers ? head.AsMemory(0, head.Length - 2) : head, gone).ConfigureAwait(false);
        var piece = headers
            ? Encoding.ASCII.GetBytes("X-Endless: " + new string('x', pieceSize - 13) + "\r\n")
            : Encoding.ASCII.GetBytes("4000\r\n" + new string(' ', 0x4000) + "\r\n");
        for (var sent = 0L; sent < Delivery.Endless.MaximumBytes; sent += piece.Length)
        {
            await SendRawAsync(socket, piece, gone).ConfigureAwait(false);
            await Task.Delay(pause, time, gone).ConfigureAwait(false);
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
        // Fixed, so that a failing run can be repeated: a multiplicative sequence whose first bytes are no protocol's greeting.
        var bytes = new byte[512];
        var value = 0xD1B54A32u;
        for (var at = 0; at < bytes.Length; at += 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value = (value * 2891336453u) + 1);
        return bytes;
    }

    private static async Task SendRawAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, gone).ConfigureAwait(false)..];
    }

    private static async Task CloseAsync(HttpContext context, TimeProvider time, CancellationToken gone)
    {
        Socket(context).Shutdown(SocketShutdown.Send);
        // Giving the connection up at once could turn the orderly end into a reset; the client is let read first.
        try
        {
            await Task.Delay(CloseWait, time, gone).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It has left.
        }
        context.Abort();
    }

    private static async Task Forever(CancellationToken gone)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = gone.Register(() => left.TrySetResult());
        await left.Task.ConfigureAwait(false);
    }
}
