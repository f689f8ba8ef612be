using System.Globalization;

namespace Daybreak.Simulator.Faults;

/// <summary>The value of a Retry-After header (RFC 9110, 10.2.3): text as it stands, or an HTTP date that lies ahead of the answer.</summary>
/// <param name="Text">Sent as written when <paramref name="Ahead"/> is null.</param>
/// <param name="Ahead">How far ahead of now the date lies.</param>
public sealed record RetryAfter(string Text, TimeSpan? Ahead)
{
    /// <summary>The header's value at a given time.</summary>
    public string At(DateTimeOffset now) => Ahead is { } ahead ? (now + ahead).ToString("R", CultureInfo.InvariantCulture) : Text;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
