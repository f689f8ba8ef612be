using Daybreak.Core;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Platform;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning;

/// <summary>Why a provisioning failed: what the platform, the journal and the operator are told.</summary>
/// <param name="Step">The step, or the part of the flow.</param>
/// <param name="Reason">For the platform, in its documented words where there are some.</param>
/// <param name="Sentence">For the operator.</param>
/// <param name="Exit">The exit status.</param>
/// <param name="Details">Supporting data of the report, the most useful first.</param>
internal sealed record Failure(string Step, string Reason, string Sentence, ExitStatus Exit, IReadOnlyList<(string Key, string Value)> Details)
{
    /// <summary>The part of the flow whose failure the platform cannot be told of: the telling itself.</summary>
    public const string Unreportable = "report";

    public static Failure Of(string step, PlatformFailure failure) => new(
        step,
        failure.Reason,
        failure.Sentence,
        failure.Kind == PlatformFailureKind.BadData ? ExitStatus.BadData : ExitStatus.Unreachable,
        [("step", step), ("detail", failure.Sentence)]);

    public static Failure Of(string step, ChangeFailure failure)
    {
        var details = new List<(string, string)> { ("step", step), ("change", failure.Change.Sentence) };
        if (failure.ExitCode is { } code) details.Add(("exit_code", code.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (failure.ErrorOutput is { Length: > 0 } output) details.Add(("stderr", output));
        return new Failure(step, $"failure in step {step}: {failure.Reason}", $"step {step}: {failure.Sentence}", ExitStatus.CannotWrite, details);
    }

    public static Failure Of(PlanFailure failure) => new(
        failure.Step,
        $"failure in step {failure.Step}: {failure.Sentence}",
        $"step {failure.Step}: {failure.Sentence}",
        ExitStatus.CannotWrite,
        [("step", failure.Step)]);

    /// <summary>The agent's own files cannot be written.</summary>
    public static Failure Of(FileFailure failure) =>
        new("journal", $"failure to write the journal: {failure.Message}", failure.Message, ExitStatus.CannotWrite, [("step", "journal")]);

    /// <summary>A step wants something again that it has just been given: the machine undoes it, or the step is wrong.</summary>
    public static Failure NotSettled(PlannedStep step) => new(
        step.Name,
        $"failure in step {step.Name}: the machine does not keep the change",
        $"step {step.Name}: the machine does not keep the change: after it was made, this is still missing: {step.Changes[0].Sentence}",
        ExitStatus.CannotWrite,
        [("step", step.Name), ("change", step.Changes[0].Sentence)]);
}
