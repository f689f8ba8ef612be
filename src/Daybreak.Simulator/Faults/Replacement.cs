namespace Daybreak.Simulator.Faults;

/// <summary>An answer that a scenario gives in place of the real one.</summary>
/// <param name="Status">HTTP status, 200 to 599.</param>
/// <param name="Body">The body; empty when none was given.</param>
/// <param name="ContentType">The body's type; <see langword="null"/> sends no such header.</param>
/// <param name="RetryAfter">What to send as Retry-After; <see langword="null"/> sends none.</param>
public sealed record Replacement(int Status, ReadOnlyMemory<byte> Body, string? ContentType, RetryAfter? RetryAfter)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"status {Status}") + (RetryAfter is null ? "" : $", retryAfter {RetryAfter}") + (Body.IsEmpty ? "" : FormattableString.Invariant($", body of {Body.Length} bytes"));
}
