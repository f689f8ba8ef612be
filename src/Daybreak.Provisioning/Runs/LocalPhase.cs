using Daybreak.Provisioning.Sources;

namespace Daybreak.Provisioning.Runs;

/// <summary>
/// The local phase of a first boot: it runs the steps for what the media alone decides, before the network is up. A problem with the media is not a failure,
/// because the network phase has every source, and reports. A machine that cannot be written is one, and still is in the network phase.
/// </summary>
/// <param name="context">What the run works with.</param>
/// <param name="runner">Runs the steps.</param>
/// <param name="reader">Reads the media.</param>
/// <param name="report">Writes to the journal.</param>
internal sealed class LocalPhase(RunContext context, StepRunner runner, SpecificationReader reader, RunReport report)
{
    /// <summary>Runs it.</summary>
    /// <param name="sequence">The phases.</param>
    /// <param name="deadline">Until when the media is looked for.</param>
    public Outcome Run(RunSequence sequence, Deadline deadline)
    {
        var specification = reader.ReadMediaAlone(deadline);
        string outcome = "nothing is settled before the network is there";
        if (specification is not null)
        {
            if (runner.Match(specification, sequence.Changes.Local) is { } failure)
            {
                report.TryAppend(context.Times(RunKind.Local));
                ShowWaiting();
                return new Outcome(failure.Exit, failure.Message);
            }
            outcome = string.Create(CultureInfo.InvariantCulture, $"settled from the media alone in {context.Stopwatch.Elapsed.TotalMilliseconds:0.0} ms: {runner.ChangesMade} changes");
        }
        context.Journal.Append(context.Times(RunKind.Local));
        ShowWaiting();
        return new Outcome(ExitStatus.Done, outcome);
    }

    // Another process continues when the network is up; until then no process is missing.
    private void ShowWaiting() => context.Status.Show(now => now with { Doing = "waiting for the network", Process = null });
}
