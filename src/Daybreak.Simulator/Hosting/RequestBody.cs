using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Daybreak.Simulator.Hosting;

/// <summary>The body of a request.</summary>
/// <param name="Bytes">The received bytes.</param>
/// <param name="Complete">False if the client announced more than it sent.</param>
/// <param name="Problem">Why the body is incomplete.</param>
/// <param name="Status">The status to refuse it with; 0 if it is complete or the client has disconnected.</param>
public sealed record RequestBody(ReadOnlyMemory<byte> Bytes, bool Complete, string Problem, int Status)
{
    /// <summary>The maximum size in bytes, far above the platform's largest documented request (64 KiB of telemetry).</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>Reads the whole body.</summary>
    public static async Task<RequestBody> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                foreach (var segment in read.Buffer) bytes.Write(segment.Span);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return new RequestBody(bytes.WrittenMemory, true, "", 0);
            }
        }
        catch (BadHttpRequestException e)
        {
            return new RequestBody(bytes.WrittenMemory, false, e.Message, e.StatusCode);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            return new RequestBody(bytes.WrittenMemory, false, "the client closed the connection before its body was complete", 0);
        }
    }
}
