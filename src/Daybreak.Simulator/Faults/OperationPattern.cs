namespace Daybreak.Simulator.Faults;

/// <summary>The requests that a fault affects: the name of an operation, <c>imds.*</c>, <c>wireserver.*</c>, <c>hostgaplugin.*</c> or <c>*</c>.</summary>
/// <param name="Text">The pattern as written.</param>
public sealed record OperationPattern(string Text)
{
    /// <summary>Whether an operation matches.</summary>
    public bool Matches(string operation) =>
        Text == "*" || Text == operation || (Text.EndsWith(".*", StringComparison.Ordinal) && operation.StartsWith(Text[..^1], StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
