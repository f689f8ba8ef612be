using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Daybreak.Simulator.Hosting;

/// <summary>The body of a request, with what is to be said about it.</summary>
/// <param name="Bytes">What arrived.</param>
/// <param name="Complete">False when the client announced more than it sent.</param>
/// <param name="Problem">Why it is not complete.</param>
/// <param name="Status">The status to refuse it with; 0 when it is complete or nobody is left to answer.</param>
public sealed record RequestBody(ReadOnlyMemory<byte> Bytes, bool Complete, string Problem, int Status)
{
    /// <summary>Bytes that the simulator takes; far above the platform's largest documented request (64 KiB of telemetry).</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>Reads all of it.</summary>
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
