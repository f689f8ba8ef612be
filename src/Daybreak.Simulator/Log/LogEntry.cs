namespace Daybreak.Simulator.Log;

/// <summary>One request and its answer: a line of the log. The JSON names are the property names in camel case.</summary>
public sealed record LogEntry
{
    /// <summary>The order of arrival, from 1. The lines are in the order of the answers, which may differ.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the request's headers arrived: UTC, with milliseconds.</summary>
    public required string Time { get; init; }

    /// <summary>The same, in milliseconds since the simulator started.</summary>
    public required double SinceStartMs { get; init; }

    /// <summary><c>imds</c>, <c>wireserver</c> or <c>hostgaplugin</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The client's address and port.</summary>
    public required string Client { get; init; }

    /// <summary>The operation, as in a scenario's <c>on:</c>; absent for invalid HTTP.</summary>
    public string? Operation { get; init; }

    /// <summary>A description of the request; absent if it could not be understood.</summary>
    public string? Meaning { get; init; }

    /// <summary>The method; absent for invalid HTTP.</summary>
    public string? Method { get; init; }

    /// <summary>The target as sent.</summary>
    public string? Target { get; init; }

    /// <summary>Header fields; values with the same name are joined by ", ".</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>At most 64 KiB of the body as text (invalid UTF-8 becomes U+FFFD); absent if there is none.</summary>
    public string? Body { get; init; }

    /// <summary>The number of body bytes received.</summary>
    public long BodyBytes { get; init; }

    /// <summary>False if the client did not send the complete body.</summary>
    public bool BodyComplete { get; init; } = true;

    /// <summary>Client errors.</summary>
    public IReadOnlyList<Misbehaviour> Misbehaviour { get; init; } = [];

    /// <summary>The applied fault with its position in the scenario; absent if there is none.</summary>
    public string? Fault { get; init; }

    /// <summary>The answer; absent if there was none (dropped, silent, garbage, or the client had disconnected).</summary>
    public LoggedAnswer? Answer { get; init; }

    /// <summary>Milliseconds from the request's headers until just before the answer is sent.</summary>
    public required double DurationMs { get; init; }
}

/// <summary>The answer in a <see cref="LogEntry"/>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Header fields, without those for framing.</param>
/// <param name="Body">At most 64 KiB of the complete body as text, even if a fault truncated it.</param>
/// <param name="BodyBytes">The body's length in bytes.</param>
public sealed record LoggedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body, long BodyBytes);
