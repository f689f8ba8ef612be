using System.Collections.Concurrent;
using System.Net;

namespace Daybreak.Simulator.Hosting;

/// <summary>So many requests in any stretch of time for a VM, which is known by its address.</summary>
internal sealed class RateLimit(int requests, TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentDictionary<IPAddress, Queue<long>> _recent = new();

    /// <summary>Counts a request; false when it is one too many. A refused request does not count again.</summary>
    public bool Admit(IPAddress vm)
    {
        var recent = _recent.GetOrAdd(vm, _ => new Queue<long>(requests));
        var now = time.GetTimestamp();
        lock (recent)
        {
            while (recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= window) recent.Dequeue();
            if (recent.Count >= requests) return false;
            recent.Enqueue(now);
            return true;
        }
    }
}
