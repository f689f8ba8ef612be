namespace Daybreak.Simulator.Faults;

/// <summary>An answer that a fault sends in place of the real one.</summary>
/// <param name="Status">HTTP status, 200 to 599.</param>
/// <param name="Body">The body; may be empty.</param>
/// <param name="ContentType">The Content-Type; <see langword="null"/> for none.</param>
/// <param name="RetryAfter">The Retry-After; <see langword="null"/> for none.</param>
public sealed record Replacement(int Status, ReadOnlyMemory<byte> Body, string? ContentType, RetryAfter? RetryAfter)
{
    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"status {Status}") + (RetryAfter is null ? "" : $", retryAfter {RetryAfter}") + (Body.IsEmpty ? "" : FormattableString.Invariant($", body of {Body.Length} bytes"));
}
