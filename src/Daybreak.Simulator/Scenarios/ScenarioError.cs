namespace Daybreak.Simulator.Scenarios;

/// <summary>Something wrong in a scenario: the place, and what was expected there.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Line">Line from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">Column from 1; 0 when the file as a whole is meant.</param>
/// <param name="Message">What was expected.</param>
public sealed record ScenarioError(string File, long Line, long Column, string Message)
{
    /// <summary><c>FILE:LINE:COLUMN: what was expected</c>.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : FormattableString.Invariant($"{File}:{Line}:{Column}: {Message}");
}

/// <summary>A scenario, or why there is none.</summary>
/// <param name="Scenario">The scenario; <see langword="null"/> when there are errors.</param>
/// <param name="Errors">What is wrong, in the order of the file.</param>
public sealed record LoadedScenario(Scenario? Scenario, IReadOnlyList<ScenarioError> Errors);
