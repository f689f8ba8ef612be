namespace Daybreak.Simulator.Faults;

/// <summary>The value of a Retry-After header (RFC 9110, 10.2.3): literal text, or an HTTP date relative to the answer.</summary>
/// <param name="Text">The text to send if <paramref name="Ahead"/> is null.</param>
/// <param name="Ahead">How far the date is in the future.</param>
public sealed record RetryAfter(string Text, TimeSpan? Ahead)
{
    /// <summary>The header's value at a given time.</summary>
    public string At(DateTimeOffset now) => Ahead is { } ahead ? (now + ahead).ToString("R", CultureInfo.InvariantCulture) : Text;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
