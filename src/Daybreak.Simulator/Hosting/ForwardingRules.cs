namespace Daybreak.Simulator.Hosting;

/// <summary>Detects requests through a proxy. Clients must not use one for either service, and the platform refuses X-Forwarded-For.</summary>
internal static class ForwardingRules
{
    public const string ForwardedFor = "X-Forwarded-For";

    public static void Check(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardedFor))
            misbehaviour.Add(new Misbehaviour("x-forwarded-for", "The request has X-Forwarded-For: it came through a proxy, which the platform refuses."));
        if (request.Headers.ContainsKey("Via") || request.Headers.ContainsKey("Forwarded"))
            misbehaviour.Add(new Misbehaviour("proxy", "The request has Via or Forwarded: it came through a proxy."));
        if (!request.Target.StartsWith('/'))
            misbehaviour.Add(new Misbehaviour("proxy", "The request target is a URL, as in requests to a proxy."));
    }
}
