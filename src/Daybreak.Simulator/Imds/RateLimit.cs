using System.Collections.Concurrent;
using System.Net;

namespace Daybreak.Simulator.Imds;

/// <summary>Five requests in any one second for a VM, which is known by its address. Source: the vendor's page of the service (429).</summary>
internal sealed class RateLimit(TimeProvider time)
{
    public const int RequestsPerSecond = 5;

    private readonly ConcurrentDictionary<IPAddress, Queue<long>> _recent = new();

    /// <summary>Counts a request; false when it is one too many. A refused request does not count again.</summary>
    public bool Admit(IPAddress vm)
    {
        var recent = _recent.GetOrAdd(vm, _ => new Queue<long>(RequestsPerSecond));
        var now = time.GetTimestamp();
        lock (recent)
        {
            while (recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(1)) recent.Dequeue();
            if (recent.Count >= RequestsPerSecond) return false;
            recent.Enqueue(now);
            return true;
        }
    }
}
