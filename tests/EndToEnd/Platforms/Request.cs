namespace EndToEnd.Platforms;

/// <summary>A line of the simulated platform's log: a request and its result. docs/reference/simulator.md describes the members.</summary>
public sealed record Request
{
    public string? Operation { get; init; }

    public string? Method { get; init; }

    public string? Target { get; init; }

    public string? Body { get; init; }

    public IReadOnlyList<RequestMisbehaviour> Misbehaviour { get; init; } = [];

    public string? Fault { get; init; }

    public RequestAnswer? Answer { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Operation ?? "not HTTP"} {Method} {Target} -> {Answer?.Status.ToString() ?? "no answer"}";
}

/// <summary>The errors of the client.</summary>
public sealed record RequestMisbehaviour(string Rule, string What);

/// <summary>The response.</summary>
public sealed record RequestAnswer(int Status);
