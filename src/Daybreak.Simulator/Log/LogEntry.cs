namespace Daybreak.Simulator.Log;

/// <summary>One request and its answer, as one line of the log. The JSON names are these names in camel case.</summary>
public sealed record LogEntry
{
    /// <summary>Order of arrival, from 1. Lines stand in the order of the answers, which may differ.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the request's headers were there: UTC, with milliseconds.</summary>
    public required string Time { get; init; }

    /// <summary>The same, in milliseconds since the simulator started.</summary>
    public required double SinceStartMs { get; init; }

    /// <summary><c>imds</c>, <c>wireserver</c> or <c>hostgaplugin</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The client's address and port.</summary>
    public required string Client { get; init; }

    /// <summary>What the request was for, in the words of a scenario's <c>on:</c>; absent when it was no HTTP.</summary>
    public string? Operation { get; init; }

    /// <summary>What the client said or wanted, in words, as far as it could be understood.</summary>
    public string? Meaning { get; init; }

    /// <summary>The request's method; absent when it was no HTTP.</summary>
    public string? Method { get; init; }

    /// <summary>The request's target exactly as it was sent.</summary>
    public string? Target { get; init; }

    /// <summary>Header fields; several of one name are joined by ", ".</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as text (invalid UTF-8 becomes U+FFFD), at most 64 KiB of it; absent when there was none.</summary>
    public string? Body { get; init; }

    /// <summary>Bytes of body that arrived.</summary>
    public long BodyBytes { get; init; }

    /// <summary>False when the client did not send all of the body that it had announced.</summary>
    public bool BodyComplete { get; init; } = true;

    /// <summary>What the client did wrong.</summary>
    public IReadOnlyList<Misbehaviour> Misbehaviour { get; init; } = [];

    /// <summary>The fault that was applied, in words, with its position in the scenario; absent when none was.</summary>
    public string? Fault { get; init; }

    /// <summary>What was answered; absent when nothing was (dropped, silent, garbage, or the client had left).</summary>
    public LoggedAnswer? Answer { get; init; }

    /// <summary>Milliseconds from the request's headers until the answer was about to be sent.</summary>
    public required double DurationMs { get; init; }
}

/// <summary>The answer's part of a <see cref="LogEntry"/>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Header fields other than those of the connection.</param>
/// <param name="Body">The whole answer's body as text, at most 64 KiB, even where a fault cut it short.</param>
/// <param name="BodyBytes">Its length in bytes.</param>
public sealed record LoggedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body, long BodyBytes);
