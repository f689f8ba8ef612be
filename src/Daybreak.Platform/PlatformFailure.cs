namespace Daybreak.Platform;

/// <summary>What kind of failure a source of the platform gave: it decides the exit status.</summary>
public enum PlatformFailureKind
{
    /// <summary>No usable answer before the deadline, or one that waiting cannot change. Exit status 69.</summary>
    Unreachable,

    /// <summary>An answer that says something that cannot be. Exit status 65.</summary>
    BadData,
}

/// <summary>Why a source of the platform could not be used.</summary>
/// <param name="Kind">What kind of failure.</param>
/// <param name="Reason">The reason in the platform's documented words, for its report.</param>
/// <param name="Sentence">One sentence for an operator: the source, the place, and what was expected.</param>
public sealed record PlatformFailure(PlatformFailureKind Kind, string Reason, string Sentence)
{
    /// <summary>Whether the request named a goal state that is no longer the current one.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether the answer can be another one in a while: it is no reason to give up before the deadline.</summary>
    public bool MayPass { get; init; }

    /// <summary>Whether the platform does not have what was asked of it, so that another protocol is worth a try.</summary>
    public bool IsUnsupported { get; init; }

    /// <summary>How long the platform asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No usable answer.</summary>
    public static PlatformFailure Unreachable(string reason, string sentence) => new(PlatformFailureKind.Unreachable, reason, sentence);

    /// <summary>An answer that cannot be.</summary>
    public static PlatformFailure BadData(string reason, string sentence) => new(PlatformFailureKind.BadData, reason, sentence);
}

/// <summary>A value that a source gave, or why it gave none.</summary>
/// <typeparam name="T">What the source gives.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Failure">Why there is none.</param>
public sealed record PlatformResult<T>(T? Value, PlatformFailure? Failure)
    where T : class
{
    /// <summary>A value.</summary>
    public static implicit operator PlatformResult<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator PlatformResult<T>(PlatformFailure failure) => new(null, failure);
}
