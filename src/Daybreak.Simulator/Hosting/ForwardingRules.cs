using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Hosting;

/// <summary>Signs that a request came through a proxy. Both services are to be asked directly; the platform refuses X-Forwarded-For.</summary>
internal static class ForwardingRules
{
    public const string ForwardedFor = "X-Forwarded-For";

    public static void Judge(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardedFor))
            misbehaviour.Add(new Misbehaviour("x-forwarded-for", "X-Forwarded-For is there: a proxy was used, and the platform refuses what came through one."));
        if (request.Headers.ContainsKey("Via") || request.Headers.ContainsKey("Forwarded"))
            misbehaviour.Add(new Misbehaviour("proxy", "Via or Forwarded is there: a proxy was used."));
        if (!request.Target.StartsWith('/'))
            misbehaviour.Add(new Misbehaviour("proxy", "The request target is not a path: this is how a proxy is asked."));
    }
}
