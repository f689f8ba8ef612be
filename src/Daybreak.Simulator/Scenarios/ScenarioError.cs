namespace Daybreak.Simulator.Scenarios;

/// <summary>An error in a scenario: the position, and what was expected there.</summary>
/// <param name="File">The file's name as given.</param>
/// <param name="Line">The line from 1; 0 for the whole file.</param>
/// <param name="Column">The column from 1; 0 for the whole file.</param>
/// <param name="Message">What was expected.</param>
public sealed record ScenarioError(string File, long Line, long Column, string Message)
{
    /// <summary><c>FILE:LINE:COLUMN: what was expected</c>.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : FormattableString.Invariant($"{File}:{Line}:{Column}: {Message}");
}

/// <summary>A scenario or its errors.</summary>
/// <param name="Scenario">The scenario; <see langword="null"/> if there are errors.</param>
/// <param name="Errors">The errors, in the order of the file.</param>
public sealed record LoadedScenario(Scenario? Scenario, IReadOnlyList<ScenarioError> Errors);
