namespace Daybreak.Provisioning.Planning;

/// <summary>The failures of steps and of Daybreak's own files.</summary>
internal static class StepFailure
{
    /// <summary>The part of the run whose failure cannot be reported, the report.</summary>
    public const string Unreportable = "report";

    /// <summary>A change of a step could not be applied.</summary>
    public static Failure Of(string step, Failure failure) =>
        CannotWrite(step, failure.Reason, failure.Message, [("step", step), .. failure.Details]);

    /// <summary>A step could not be planned.</summary>
    public static Failure Of(string step, FileFailure failure) => CannotWrite(step, failure.Message, failure.Message, [("step", step)]);

    /// <summary>The journal cannot be written.</summary>
    public static Failure Of(FileFailure failure) =>
        new(ExitStatus.CannotWrite, $"failure to write the journal: {failure.Message}", failure.Message) { Step = "journal", Details = [("step", "journal")] };

    /// <summary>A step plans a change again that was just applied: another program undoes it, or the step has an error.</summary>
    public static Failure NotKept(PlannedStep step)
    {
        const string reason = "the machine does not keep the change";
        string change = step.Changes[0].Sentence;
        return CannotWrite(step.Name, reason, $"{reason}: still missing after it was applied: {change}", [("step", step.Name), ("change", change)]);
    }

    private static Failure CannotWrite(string step, string reason, string message, IReadOnlyList<(string, string)> details) =>
        new(ExitStatus.CannotWrite, $"failure in step {step}: {reason}", $"step {step}: {message}") { Step = step, Details = details };
}
