namespace Daybreak.Simulator.Log;

/// <summary>Something that the client did wrong, whether or not the platform lets it pass.</summary>
/// <param name="Rule">A short, stable name of the rule, such as <c>metadata-header</c>.</param>
/// <param name="What">What was seen and what was expected, as a sentence.</param>
public sealed record Misbehaviour(string Rule, string What);
