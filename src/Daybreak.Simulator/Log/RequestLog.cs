using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daybreak.Simulator.Log;

/// <summary>Every request and its answer: as JSON lines in a file, the latest ones in memory, and told to whoever subscribed.</summary>
/// <remarks>An entry is written before the answer's first byte goes out, so whoever has the answer finds its line.</remarks>
public sealed class RequestLog : IPlatformEvents, IDisposable
{
    /// <summary>Bytes of a body that a line shows at most.</summary>
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

    /// <summary>A log that keeps nothing; it can be subscribed to.</summary>
    public static RequestLog None => new(null, 0);

    /// <inheritdoc/>
    public IReadOnlyList<LogEntry> Recent
    {
        get
        {
            lock (_gate) return [.. _recent];
        }
    }

    /// <summary>A log in memory alone.</summary>
    /// <param name="keep">How many entries are kept.</param>
    public static RequestLog InMemory(int keep) => new(null, keep);

    /// <summary>Writes to a file, which is emptied first. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where that is impossible.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keep">How many entries are kept in memory too.</param>
    public static RequestLog ToFile(string path, int keep = 0) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), keep);

    /// <summary>Text of a body for a line: cut at <see cref="BodyLimit"/> bytes.</summary>
    public static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, BodyLimit)]);

    /// <summary>An entry as the log has it: one JSON object in UTF-8, with no line break.</summary>
    public static byte[] ToJson(LogEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Json);

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<LogEntry> heard)
    {
        lock (_gate) _subscribers.Add(heard);
        return new Subscription(this, heard);
    }

    /// <summary>Appends one entry.</summary>
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
            // One unbuffered write a line: a reader never sees a line in two halves from two requests.
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

    private sealed class Subscription(RequestLog log, Action<LogEntry> heard) : IDisposable
    {
        public void Dispose()
        {
            lock (log._gate) log._subscribers.Remove(heard);
        }
    }
}
