namespace Daybreak.Simulator.Page;

/// <summary>The latest requests for the page, in bounded memory, with notifications of new ones.</summary>
public sealed class History
{
    /// <summary>The number of requests to keep.</summary>
    public const int Limit = 500;

    /// <summary>The number of characters to keep of a body.</summary>
    public const int BodyLimit = 16 * 1024;

    // A slow reader loses the oldest requests; it can request the history again.
    private const int QueueLimit = 1000;

    private readonly Queue<HistoryEntry> _requests = new(Limit);
    private readonly List<Channel<HistoryEntry>> _listeners = [];
    private readonly ProvisioningTracker _provisionings = new();
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>Adds a request.</summary>
    public void Add(LogEntry entry)
    {
        lock (_gate)
        {
            var vm = IPEndPoint.TryParse(entry.Client, out var client) ? client.Address.ToString() : entry.Client;
            var added = new HistoryEntry(++_last, vm, _provisionings.Assign(vm, entry), Short(entry));
            if (_requests.Count == Limit) _requests.Dequeue();
            _requests.Enqueue(added);
            foreach (var listener in _listeners) listener.Writer.TryWrite(added);
        }
    }

    /// <summary>A request, or <see langword="null"/> if it is no longer kept.</summary>
    public HistoryEntry? Find(long number)
    {
        lock (_gate) return _requests.FirstOrDefault(request => request.Number == number);
    }

    /// <summary>Returns the kept requests after a number and all new ones, without gaps or duplicates.</summary>
    public Subscription Subscribe(long after)
    {
        var channel = Channel.CreateBounded<HistoryEntry>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            _listeners.Add(channel);
            return new Subscription(this, channel, [.. _requests.Where(request => request.Number > after)]);
        }
    }

    private void Unsubscribe(Channel<HistoryEntry> channel)
    {
        lock (_gate) _listeners.Remove(channel);
    }

    private static LogEntry Short(LogEntry entry) => entry with
    {
        Body = entry.Body is { Length: > BodyLimit } body ? body[..BodyLimit] : entry.Body,
        Answer = entry.Answer is { Body.Length: > BodyLimit } answer ? answer with { Body = answer.Body[..BodyLimit] } : entry.Answer,
    };

    /// <summary>A subscription to requests.</summary>
    public sealed class Subscription(History history, Channel<HistoryEntry> channel, IReadOnlyList<HistoryEntry> past) : IDisposable
    {
        /// <summary>The requests that were kept before the subscription.</summary>
        public IReadOnlyList<HistoryEntry> Past => past;

        /// <summary>The new requests.</summary>
        public ChannelReader<HistoryEntry> Incoming => channel.Reader;

        /// <inheritdoc/>
        public void Dispose() => history.Unsubscribe(channel);
    }
}

/// <summary>A kept request.</summary>
/// <param name="Number">Its number in the history, from 1.</param>
/// <param name="Vm">The VM's address.</param>
/// <param name="Provisioning">The provisioning of the VM that it belongs to.</param>
/// <param name="Entry">The log entry, unmasked, with bodies of at most <see cref="History.BodyLimit"/> characters.</param>
public sealed record HistoryEntry(long Number, string Vm, ProvisioningState Provisioning, LogEntry Entry);
