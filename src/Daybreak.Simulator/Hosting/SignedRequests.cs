using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Hosting;

/// <summary>The metadata security protocol where it is enforced: only what the metadata proxy agent has signed is let through.</summary>
/// <remarks>The simulator gives out no keys, so it can tell what is not signed (401) from what is signed, with a key that it cannot know (403), and lets nothing through.</remarks>
internal static class SignedRequests
{
    private const string Header = "x-ms-azure-host-authorization";
    private const string Scheme = "Azure-HMAC-SHA256";

    /// <summary>The status to refuse with: 401 without a signature, 403 with one. Neither is a misbehaviour of a client that knows nothing of the protocol.</summary>
    public static int? Refusal(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var authorization = request.Headers[Header].ToString();
        if (authorization.Length == 0) return 401;
        if (authorization.Split(' ') is not [Scheme, { Length: > 0 }, { Length: > 0 }])
            misbehaviour.Add(new Misbehaviour(Header, $"The header {Header} is '{authorization}', expected '{Scheme}', a key's id and a signature."));
        return 403;
    }
}
