using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Tests.Approval;
using Daybreak.Platform.Tests.Http;

namespace Daybreak.Platform.Tests.Imds;

public sealed class ImdsClientTests
{
    private const string Instance = """{"compute":{"name":"web","vmId":"91267c52-9f02-4cfe-b1f4-a4da7ebac2cf"}}""";

    private readonly VirtualTime time = new();

    private ImdsClient Client(HttpEndpoint endpoint, int seed = 1) =>
        new(new RetryingHttpClient(new PlainHttpClient(time.Clock), _ => { }, new Random(seed)), endpoint);

    private Deadline In(double seconds) => Deadline.In(TimeSpan.FromSeconds(seconds), time.Clock);

    [Fact]
    public void Reads_the_instance_document_with_one_request()
    {
        using var server = RawServer.Answering(RawServer.Answer(200, Instance));
        var answer = Client(server.Endpoint).FetchInstance(In(300));
        Assert.Equal(("web", "2025-04-07"), (answer.Value?.Name, answer.Value?.ApiVersion));
        Assert.Empty(time.Waits);
        Approved.Is(Assert.Single(server.Requests).Replace(server.Endpoint.Authority, "169.254.169.254", StringComparison.Ordinal).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Uses_an_older_api_version_after_a_400_and_keeps_it()
    {
        using var server = RawServer.Answering(RawServer.Answer(400), RawServer.Answer(400), RawServer.Answer(200, Instance));
        var client = Client(server.Endpoint);
        Assert.Equal("2019-06-01", client.FetchInstance(In(300)).Value?.ApiVersion);
        Assert.Equal("2019-06-01", client.FetchInstance(In(300)).Value?.ApiVersion);
        Assert.Equal(["2025-04-07", "2021-08-01", "2019-06-01", "2019-06-01"], server.Requests.Select(request => request.Split("api-version=")[1][..10]));
    }

    [Fact]
    public void A_400_for_the_oldest_api_version_is_final()
    {
        using var server = RawServer.Answering(RawServer.Answer(400));
        var failure = Client(server.Endpoint).FetchInstance(In(300)).Failure;
        Assert.Equal((ExitStatus.Unreachable, "http error 400 querying IMDS"), (failure?.Exit, failure?.Reason));
        MessageRules.Check(failure?.Message);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, "http error 401 querying IMDS", "azure-proxy-agent")]
    [InlineData(403, "http error 403 querying IMDS", "azure-proxy-agent")]
    [InlineData(405, "http error 405 querying IMDS", "405 Method Not Allowed")]
    [InlineData(301, "http error 301 querying IMDS", "301")]
    public void Does_not_repeat_a_final_status(int status, string reason, string hint)
    {
        using var server = RawServer.Answering(RawServer.Answer(status));
        var failure = Client(server.Endpoint).FetchInstance(In(300)).Failure!;
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(hint, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n", ExitStatus.BadData, "unexpected error querying IMDS")]
    [InlineData("", ExitStatus.Unreachable, "connection error querying IMDS")]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", ExitStatus.Unreachable, "http error 503 querying IMDS")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", ExitStatus.BadData, "error parsing IMDS metadata")]
    public void Each_failure_has_its_documented_reason(string answer, ExitStatus exit, string reason)
    {
        using var server = RawServer.Answering(answer);
        var failure = Client(server.Endpoint).FetchInstance(In(30)).Failure;
        Assert.Equal((exit, reason), (failure?.Exit, failure?.Reason));
        MessageRules.Check(failure?.Message);
    }

    [Fact]
    public void Sends_at_most_five_requests_in_any_second()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var sent = new List<TimeSpan>();
            using var server = new RawServer(connection =>
            {
                connection.ReadRequest();
                sent.Add(time.Elapsed);
                string answer = random.Next(10) switch
                {
                    0 => RawServer.Answer(200, Instance),
                    1 => RawServer.Answer(400),
                    2 => RawServer.Answer(429, headers: "Retry-After: 0\r\n"),
                    3 => RawServer.Answer(410),
                    4 => RawServer.Answer(500),
                    5 => RawServer.Answer(503, headers: $"Retry-After: {random.Next(4)}\r\n"),
                    6 => RawServer.Answer(404),
                    7 => "HTTP/1.1 200 OK\r\nContent-Le",
                    _ => "",
                };
                if (random.Next(12) == 0) connection.Reset();
                else connection.Send(answer);
            });
            var client = Client(server.Endpoint, seed);
            // Several requests in a row.
            for (int i = 0; i < 12; i++) client.Fetch("/metadata/instance", "", In(60));
            Assert.True(sent.Count >= 12);
            for (int i = 5; i < sent.Count; i++) Assert.True(sent[i] - sent[i - 5] >= TimeSpan.FromSeconds(1), $"seed {seed}: request {i} at {sent[i]}, five before it at {sent[i - 5]}");
        }
    }
}
