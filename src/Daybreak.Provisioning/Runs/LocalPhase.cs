using Daybreak.Provisioning.Sources;

namespace Daybreak.Provisioning.Runs;

/// <summary>The local phase of a first boot: applies what the media alone decides, before the network is up.</summary>
/// <remarks>A problem with the media is not a failure, because the network phase has every source. A change that cannot be applied is one.</remarks>
/// <param name="context">The run's context.</param>
/// <param name="runner">Runs the steps.</param>
/// <param name="reader">Reads the media.</param>
/// <param name="report">Writes to the journal.</param>
internal sealed class LocalPhase(RunContext context, StepRunner runner, SpecificationReader reader, RunReport report)
{
    /// <summary>Runs it. The search for the media ends at the deadline.</summary>
    public Outcome Run(RunSequence sequence, Deadline deadline)
    {
        var specification = reader.ReadMediaAlone(deadline);
        string outcome = "no changes before the network is up";
        if (specification is not null)
        {
            if (runner.Match(specification, sequence.Changes.Local) is { } failure)
            {
                report.TryAppend(context.Times(RunKind.Local));
                ShowWaiting();
                return new Outcome(failure.Exit, failure.Message);
            }
            outcome = string.Create(CultureInfo.InvariantCulture, $"provisioned from the media in {context.Stopwatch.Elapsed.TotalMilliseconds:0.0} ms: {runner.ChangesMade} changes; waiting for the network");
        }
        context.Journal.Append(context.Times(RunKind.Local));
        ShowWaiting();
        return new Outcome(ExitStatus.Done, outcome);
    }

    // Another process continues when the network is up; until then there is none.
    private void ShowWaiting() => context.Status.Show(now => now with { Doing = "waiting for the network", Process = null });
}
