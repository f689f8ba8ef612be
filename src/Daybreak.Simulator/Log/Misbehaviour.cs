namespace Daybreak.Simulator.Log;

/// <summary>A client error, whether or not the platform tolerates it.</summary>
/// <param name="Rule">A short, stable name of the rule, such as <c>metadata-header</c>.</param>
/// <param name="What">A sentence with what was found and what was expected.</param>
public sealed record Misbehaviour(string Rule, string What);
