using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;
using Daybreak.Platform.Tests.Approval;
using Daybreak.Platform.Tests.Http;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests.WireServer;

public sealed class WireServerClientTests
{
    private static readonly GoalState Goal = new("3", "c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2", "b61f93d0-e1ed-40b2-b067-22c243233448._web", null);

    private readonly VirtualTime time = new();

    private WireServerClient Client(HttpEndpoint endpoint) => new(new RetryingHttpClient(new PlainHttpClient(time.Clock), _ => { }, new Random(1)), endpoint);

    private Deadline In(double seconds) => Deadline.In(TimeSpan.FromSeconds(seconds), time.Clock);

    private static string Shown(RawServer server) =>
        string.Join("\n\n", server.Requests.Select(request => request.Replace(server.Endpoint.Authority, "168.63.129.16", StringComparison.Ordinal))).ReplaceLineEndings("\n");

    [Fact]
    public void Sends_the_documented_requests()
    {
        using var server = RawServer.Answering(
            RawServer.Answer(200, GoalStateDocumentTests.Sample), RawServer.Answer(200), RawServer.Answer(202), RawServer.Answer(201), RawServer.Answer(200, "<CertificateFile/>"));
        var client = Client(server.Endpoint);
        Assert.Equal("3", client.FetchGoalState(In(9)).Value?.Incarnation);
        Assert.Equal(200, client.SendHealth(Goal, ProvisioningReport.Ready, In(9)).Value?.Status);
        Assert.Equal(202, client.SendRoleProperties(Goal, "SHA256:abc", In(9)).Value?.Status);
        Assert.Equal(201, client.SendProvisioningHealth(ProvisioningReport.Failed(ReportDescription.Of("result=error|reason=x")), In(9)).Value?.Status);
        Assert.NotNull(client.FetchCertificates("http://10.0.0.1:80/machine/x?comp=certificates&incarnation=3", "QUJD", "AES128_CBC", In(9)).Value);
        Approved.Is(Shown(server));
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://168.63.129.16/x")]
    [InlineData("")]
    public void Rejects_a_certificate_URL_that_is_not_http(string url)
    {
        using var server = RawServer.Answering(RawServer.Answer(200));
        Assert.Equal(ExitStatus.BadData, Client(server.Endpoint).FetchCertificates(url, "", "", In(9)).Failure?.Exit);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public void A_URL_cannot_add_a_line_to_the_request()
    {
        using var server = RawServer.Answering(RawServer.Answer(200, "<CertificateFile/>"));
        Client(server.Endpoint).FetchCertificates("http://x/a b\r\nX-Injected: yes\r\n?q=\u00e4", "QUJD", "AES128_CBC", In(9));
        Assert.DoesNotContain("\r\nX-Injected", string.Concat(server.Requests), StringComparison.Ordinal);
        foreach (string request in server.Requests) Assert.Equal(3, request.Split("\r\n")[0].Split(' ').Length);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(400)]
    public void A_report_with_an_outdated_goal_state_is_stale_and_not_repeated(int status)
    {
        using var server = RawServer.Answering(RawServer.Answer(status));
        var failure = Client(server.Endpoint).SendHealth(Goal, ProvisioningReport.Ready, In(60)).Failure;
        Assert.True(failure?.IsStale);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Repeats_a_report_until_it_is_accepted()
    {
        using var server = RawServer.Answering(RawServer.Answer(503), "", RawServer.Answer(429, headers: "Retry-After: 2\r\n"), RawServer.Answer(200));
        Assert.NotNull(Client(server.Endpoint).SendHealth(Goal, ProvisioningReport.Ready, In(60)).Value);
        Assert.Equal(4, server.Requests.Count);
        Assert.Single(server.Requests.Distinct());
        Assert.EndsWith("</Health>", server.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_body_of_50_MB_by_its_length()
    {
        using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n<GoalState>");
        var failure = Client(server.Endpoint).FetchGoalState(In(9)).Failure;
        Assert.Equal((ExitStatus.BadData, "unexpected answer of the WireServer"), (failure?.Exit, failure?.Reason));
        Assert.Contains("larger than 1048576 bytes", MessageRules.Check(failure?.Message), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_failure_names_the_request_the_answer_and_the_attempts()
    {
        using var server = RawServer.Answering(RawServer.Answer(500));
        var failure = Client(server.Endpoint).FetchGoalState(In(20)).Failure!;
        Assert.Equal((ExitStatus.Unreachable, "http error 500 querying the WireServer"), (failure.Exit, failure.Reason));
        Assert.Equal($"WireServer {server.Endpoint}/machine?comp=goalstate: cannot retrieve the goal state: it answered 500 Internal Server Error, {server.Requests.Count} attempts", MessageRules.Check(failure.Message).Split(";")[0]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    public void Uses_the_other_path_if_the_documented_one_is_not_supported(int status)
    {
        using var server = RawServer.Answering(RawServer.Answer(status), RawServer.Answer(200, GoalStateDocumentTests.Sample));
        Assert.NotNull(Client(server.Endpoint).FetchGoalState(In(60)).Value);
        Assert.Equal(["GET /machine?comp=goalstate", "GET /machine/?comp=goalstate"], server.Requests.Select(request => request[..request.IndexOf(" HTTP", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><Versions><Preferred><Version>2031-01-01</Version></Preferred><Supported><Version>2031-01-01</Version><Version>2030-01-01</Version></Supported></Versions>",
        ": it supports the versions 2031-01-01, 2030-01-01; this agent requires 2012-11-30")]
    [InlineData("<Versions><Supported><Version>2012-11-30</Version></Supported></Versions>", "400 Bad Request")]
    [InlineData("<!DOCTYPE v [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Versions><Supported><Version>&x;</Version></Supported></Versions>", "400 Bad Request")]
    [InlineData("<html>", "400 Bad Request")]
    [InlineData("", "400 Bad Request")]
    public void A_rejected_goal_state_is_explained_with_the_versions_of_the_server(string versions, string end)
    {
        using var server = RawServer.Answering(RawServer.Answer(400), RawServer.Answer(400), RawServer.Answer(200, versions));
        var failure = Client(server.Endpoint).FetchGoalState(In(60)).Failure!;
        Assert.Contains("/machine?comp=goalstate: cannot retrieve the goal state: it answered 400", failure.Message, StringComparison.Ordinal);
        Assert.Contains(end, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.StartsWith("GET /?comp=versions HTTP/1.1", server.Requests[^1], StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }
}
