using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Tests.Http;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests.WireServer;

/// <summary>
/// A goal state that is too large or has no end is invalid data as soon as the limit is read. No deadline is involved: the time does not pass here.
/// </summary>
public class EndlessAnswerTests
{
    // What the kernel's buffers on both sides may hold beyond what the client has read.
    private const int Buffered = 16 << 20;
    private const int Size = 50_000_000;

    private static readonly byte[] Piece = new byte[0x4000];

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "", Size)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "", int.MaxValue)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4000\r\n", Size)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4000\r\n", int.MaxValue)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n", "", Size)]
    public void Is_refused_at_the_limit_and_the_rest_is_not_read(string head, string chunk, int size)
    {
        var time = new VirtualTime();
        int sent = 0;
        using var server = new RawServer(connection =>
        {
            connection.ReadRequest();
            connection.Send(head);
            while (sent < size)
            {
                connection.Send(chunk);
                connection.Send(Piece);
                if (chunk.Length > 0) connection.Send("\r\n");
                Interlocked.Add(ref sent, Piece.Length);
            }
        });
        var client = new WireServerClient(new RetryingHttpClient(new PlainHttpClient(time.Clock), _ => { }, new Random(1)), server.Endpoint);

        var failure = client.FetchGoalState(Deadline.In(TimeSpan.FromSeconds(3), time.Clock)).Failure;

        Assert.Equal((ExitStatus.BadData, "unexpected answer of the WireServer"), (failure?.Exit, failure?.Reason));
        Assert.Contains("1048576 bytes", MessageRules.Check(failure?.Message), StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.InRange(Volatile.Read(ref sent), 0, Buffered);
    }
}
