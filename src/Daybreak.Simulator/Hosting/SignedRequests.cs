namespace Daybreak.Simulator.Hosting;

/// <summary>The enforced metadata security protocol: only requests that the metadata proxy agent has signed are allowed.</summary>
/// <remarks>The simulator issues no keys. It refuses unsigned requests with 401 and signed ones, whose keys it cannot know, with 403.</remarks>
internal static class SignedRequests
{
    private const string Header = "x-ms-azure-host-authorization";
    private const string Scheme = "Azure-HMAC-SHA256";

    /// <summary>The status to refuse with: 401 without a signature, 403 with one. Not supporting the protocol is not a client error.</summary>
    public static int? Refusal(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var authorization = request.Headers[Header].ToString();
        if (authorization.Length == 0) return 401;
        if (authorization.Split(' ') is not [Scheme, { Length: > 0 }, { Length: > 0 }])
            misbehaviour.Add(new Misbehaviour(Header, $"The header {Header} is '{authorization}', expected '{Scheme}', a key id and a signature."));
        return 403;
    }
}
