using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daybreak.Simulator.Log;

/// <summary>JSON lines: one object for each request and its answer, flushed line by line.</summary>
/// <remarks>The line is written before the answer's first byte goes out, so whoever has the answer finds its line.</remarks>
public sealed class RequestLog : IDisposable
{
    /// <summary>Bytes of a body that a line shows at most.</summary>
    public const int BodyLimit = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Stream? _stream;
    private readonly Lock _gate = new();

    private RequestLog(Stream? stream) => _stream = stream;

    /// <summary>A log that keeps nothing.</summary>
    public static RequestLog None => new(null);

    /// <summary>Writes to a file, which is emptied first. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where that is impossible.</summary>
    public static RequestLog ToFile(string path) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>Text of a body for a line: cut at <see cref="BodyLimit"/> bytes.</summary>
    public static string Text(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body[..Math.Min(body.Length, BodyLimit)]);

    /// <summary>Appends one line.</summary>
    public void Write(LogEntry entry)
    {
        if (_stream is null) return;
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, Json);
        var line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        // One unbuffered write a line: a reader never sees a line in two halves from two requests.
        lock (_gate) _stream.Write(line);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
