using System.Net;
using System.Threading.Channels;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Page;

/// <summary>The last requests, for the page: kept raw and bounded, handed on to whoever listens.</summary>
public sealed class History
{
    /// <summary>Requests that are kept.</summary>
    public const int Limit = 500;

    /// <summary>Characters of a body that are kept.</summary>
    public const int BodyLimit = 16 * 1024;

    // A page that does not read as fast as requests come loses the oldest; it can ask for the history again.
    private const int Waiting = 1000;

    private readonly Queue<Remembered> _requests = new(Limit);
    private readonly List<Channel<Remembered>> _listeners = [];
    private readonly Provisionings _provisionings = new();
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>Takes a request in.</summary>
    public void Add(LogEntry entry)
    {
        lock (_gate)
        {
            var vm = IPEndPoint.TryParse(entry.Client, out var client) ? client.Address.ToString() : entry.Client;
            var remembered = new Remembered(++_last, vm, _provisionings.Assign(vm, entry), Short(entry));
            if (_requests.Count == Limit) _requests.Dequeue();
            _requests.Enqueue(remembered);
            foreach (var listener in _listeners) listener.Writer.TryWrite(remembered);
        }
    }

    /// <summary>One request, or <see langword="null"/> when it is not kept any more.</summary>
    public Remembered? Find(long number)
    {
        lock (_gate) return _requests.FirstOrDefault(request => request.Number == number);
    }

    /// <summary>The kept requests after a number, and all that will come; without a gap and without a double. To be disposed.</summary>
    public Listening Listen(long after)
    {
        var channel = Channel.CreateBounded<Remembered>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            _listeners.Add(channel);
            return new Listening(this, channel, [.. _requests.Where(request => request.Number > after)]);
        }
    }

    private void Leave(Channel<Remembered> channel)
    {
        lock (_gate) _listeners.Remove(channel);
    }

    private static LogEntry Short(LogEntry entry) => entry with
    {
        Body = entry.Body is { Length: > BodyLimit } body ? body[..BodyLimit] : entry.Body,
        Answer = entry.Answer is { Body.Length: > BodyLimit } answer ? answer with { Body = answer.Body[..BodyLimit] } : entry.Answer,
    };

    /// <summary>A listener's place.</summary>
    public sealed class Listening(History history, Channel<Remembered> channel, IReadOnlyList<Remembered> past) : IDisposable
    {
        /// <summary>What was there before.</summary>
        public IReadOnlyList<Remembered> Past => past;

        /// <summary>What comes.</summary>
        public ChannelReader<Remembered> Coming => channel.Reader;

        /// <inheritdoc/>
        public void Dispose() => history.Leave(channel);
    }
}

/// <summary>A kept request.</summary>
/// <param name="Number">Order in the history, from 1.</param>
/// <param name="Vm">The VM's address.</param>
/// <param name="Provisioning">To which provisioning of the VM it belongs.</param>
/// <param name="Entry">The log's line, with secrets, and with bodies of at most <see cref="History.BodyLimit"/> characters.</param>
public sealed record Remembered(long Number, string Vm, ProvisioningState Provisioning, LogEntry Entry);
