namespace Daybreak.Simulator.Faults;

/// <summary>Which requests a fault is for: an operation's name, <c>imds.*</c>, <c>wireserver.*</c> or <c>*</c>.</summary>
/// <param name="Text">The pattern as written.</param>
public sealed record OperationPattern(string Text)
{
    /// <summary>Whether an operation is meant.</summary>
    public bool Matches(string operation) =>
        Text == "*" || Text == operation || (Text.EndsWith(".*", StringComparison.Ordinal) && operation.StartsWith(Text[..^1], StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => Text;
}
