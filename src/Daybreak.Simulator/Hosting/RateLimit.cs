namespace Daybreak.Simulator.Hosting;

/// <summary>A sliding-window rate limit for each VM, identified by its address.</summary>
internal sealed class RateLimit(int requests, TimeSpan window, TimeProvider time)
{
    private readonly ConcurrentDictionary<IPAddress, Queue<long>> _recent = new();

    /// <summary>Counts a request; false if it exceeds the limit. Refused requests do not count.</summary>
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
