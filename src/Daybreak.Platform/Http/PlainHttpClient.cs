namespace Daybreak.Platform.Http;

/// <summary>
/// HTTP/1.1 over one connection a request: plain, to an IP address, never through a proxy, under one deadline. .NET's HttpClient would
/// add 4.5 MB and the host's OpenSSL to the agent.
/// </summary>
/// <param name="clock">For the time limits.</param>
public sealed class PlainHttpClient(Clock clock)
{
    /// <summary>The clock that time limits are kept by.</summary>
    public Clock Clock => clock;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">Beside the limits' own time.</param>
    /// <param name="limits">How much is accepted, and how long it may take.</param>
    public HttpOutcome Send(HttpRequest request, Deadline deadline, HttpLimits limits)
    {
        var outcome = Send(request, deadline, limits, mark: null);
        return outcome.Fault == HttpFault.Prohibited && request.MarkWhenProhibited is { } mark ? Send(request, deadline, limits, mark) : outcome;
    }

    private static HttpOutcome Send(HttpRequest request, Deadline deadline, HttpLimits limits, uint? mark)
    {
        var end = deadline.AtMost(limits.Whole);
        try
        {
            using var connection = TcpConnection.Open(request.Endpoint, mark, end.AtMost(limits.Connect));
            connection.Send(request.Serialize(), end);
            return HttpOutcome.Answer(new HttpResponseReader(buffer => connection.Receive(buffer, end), limits).Read());
        }
        catch (HttpFaultException fault)
        {
            return HttpOutcome.None(fault.Fault, fault.Message);
        }
    }
}
