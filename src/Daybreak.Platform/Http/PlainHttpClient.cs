namespace Daybreak.Platform.Http;

/// <summary>Sends HTTP/1.1 requests to IP addresses, without a proxy, with a connection for each request.</summary>
/// <param name="clock">For the time limits.</param>
/// <remarks>.NET's HttpClient would add 4.5 MB and the host's OpenSSL to the agent.</remarks>
public sealed class PlainHttpClient(Clock clock)
{
    /// <summary>The clock of the time limits.</summary>
    public Clock Clock => clock;

    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">The deadline, in addition to the time limits.</param>
    /// <param name="limits">The size and time limits.</param>
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
