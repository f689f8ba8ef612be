using System.Text.Json.Serialization;

namespace Daybreak.Simulator.Log;

/// <summary>The log of requests and answers: JSON lines in a file, the latest entries in memory, and notifications for subscribers.</summary>
/// <remarks>An entry is written before the first byte of the answer is sent, so a client that has the answer finds its entry.</remarks>
public sealed class RequestLog : IPlatformEvents, IDisposable
{
    /// <summary>The maximum number of body bytes in an entry.</summary>
    public const int BodyLimit = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Stream? _stream;
    private readonly int _keep;
    private readonly Queue<LogEntry> _recent = new();
    private readonly List<Action<LogEntry>> _subscribers = [];
    private readonly Lock _gate = new();

    private RequestLog(Stream? stream, int keep) => (_stream, _keep) = (stream, keep);

    /// <summary>A log that only notifies subscribers.</summary>
    public static RequestLog None => new(null, 0);

    /// <inheritdoc/>
    public IReadOnlyList<LogEntry> Recent
    {
        get
        {
            lock (_gate) return [.. _recent];
        }
    }

    /// <summary>A log in memory.</summary>
    /// <param name="keep">The number of entries to keep.</param>
    public static RequestLog InMemory(int keep) => new(null, keep);

    /// <summary>A log in a file, which is truncated first. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> if that is impossible.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keep">The number of entries to keep in memory.</param>
    public static RequestLog ToFile(string path, int keep = 0) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), keep);

    /// <summary>A body as text for an entry, truncated to <see cref="BodyLimit"/> bytes.</summary>
    public static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, BodyLimit)]);

    /// <summary>An entry as one JSON object in UTF-8 without line breaks.</summary>
    public static byte[] ToJson(LogEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Json);

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<LogEntry> handler)
    {
        lock (_gate) _subscribers.Add(handler);
        return new Subscription(this, handler);
    }

    /// <summary>Appends an entry.</summary>
    public void Write(LogEntry entry)
    {
        byte[] line = [];
        if (_stream is not null)
        {
            var json = ToJson(entry);
            line = new byte[json.Length + 1];
            json.CopyTo(line, 0);
            line[^1] = (byte)'\n';
        }
        lock (_gate)
        {
            // One unbuffered write per line prevents interleaved lines.
            _stream?.Write(line);
            if (_keep > 0)
            {
                if (_recent.Count == _keep) _recent.Dequeue();
                _recent.Enqueue(entry);
            }
            foreach (var subscriber in _subscribers) subscriber(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private sealed class Subscription(RequestLog log, Action<LogEntry> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (log._gate) log._subscribers.Remove(handler);
        }
    }
}
