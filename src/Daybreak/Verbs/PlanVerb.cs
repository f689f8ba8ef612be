using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Verbs;

/// <summary><c>daybreak plan</c></summary>
internal static class PlanVerb
{
    public static Verb Verb { get; } = new(
        "plan",
        "",
        "say what provision would do, changing nothing",
        """
        Asks the same sources and prints every step with every change that is missing: files with mode, owner and size, in
        order, and whether they come before the report or after Ready. Writes nothing, reports nothing. An empty plan means
        that the machine matches already.
        """,
        [],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        var reader = session.Reader;
        var specification = reader.Read(session.ShortDeadline);
        if (specification.Failure is { } failure) return session.Fail(failure);

        var vmId = session.GivenVmId ?? VmId.OfMachine(session.Root);
        var view = new MachineView(session.Root, session.Kernel);
        var phases = RunStage.All.Select(stage => new PlanPhase(stage.Name, stage.When, [])).ToList();
        foreach (var phase in new RunSequence(session.Settings, vmId, session.Clock.Time).Phases)
        {
            if (PlanOf(phase, session, reader, specification.Value!, vmId, view) is not { } planned) return ExitStatus.CannotWrite;
            phases.Find(stage => stage.Name == phase.Stage.Name)!.Steps.AddRange(planned);
        }
        session.Output.Print(session.Json ? PlanText.Json(phases) : System.Text.Encoding.UTF8.GetBytes(PlanText.Lines(phases)));
        return ExitStatus.Done;
    }

    /// <returns>What the phase would change; null when a step cannot be planned, which is an error message.</returns>
    private static List<PlannedStep>? PlanOf(RunPhase phase, Session session, SpecificationReader reader, VmSpecification vm, VmId? vmId, MachineView view)
    {
        switch (phase)
        {
            case BootStepsPhase boot:
                return Foresee(session, boot.StepsFor(vm.UserName.Value?.Text), view);
            case StepsPhase steps:
                return Foresee(session, steps, vm, vmId, view);
            case WorkPhase { Work: RunWork.ReleaseMedia }:
                return session.Settings.ReleaseMedia && reader.MediaOrigin is { } device ? [new PlannedStep(phase.Name, StepPlan.Of(new EjectMedia(device)))] : [];
            case WorkPhase { Work: RunWork.DisableUnits }:
                // Without a report the units stay enabled: the next run reports.
                var disabled = session.Reporter is null ? StepPlan.Empty : StepPlan.Of(FirstBootUnit.Disable(view));
                return disabled.Changes.Count > 0 ? [new PlannedStep(phase.Name, disabled)] : [];
            default:
                return [];
        }
    }

    private static List<PlannedStep>? Foresee(Session session, StepsPhase steps, VmSpecification vm, VmId? vmId, MachineView view)
    {
        // Custom data runs once per VM, which the journal names.
        if (session.Settings.CustomData.Policy == CustomDataPolicy.Execute) Journal.ForeseeStart(view, vmId);
        var (plan, failure) = Planner.Make(steps.All, vm, view);
        if (plan is null)
        {
            session.Output.Complain(failure!.Message);
            return null;
        }
        foreach (var step in plan.Steps)
            foreach (string warning in step.Warnings) session.ProgressLog.Warn($"{step.Name}: {warning}");
        return [.. plan.Steps];
    }

    // Those with nothing to do are not listed: each boot has them.
    private static List<PlannedStep> Foresee(Session session, IReadOnlyList<IBootStep> steps, MachineView view)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            var (plan, failure) = Planner.Make(step, view);
            if (failure is not null) session.ProgressLog.Warn($"{step.Name}: {failure.Message}");
            foreach (string warning in plan?.Warnings ?? []) session.ProgressLog.Warn($"{step.Name}: {warning}");
            if (plan?.Changes.Count > 0) planned.Add(plan);
        }
        return planned;
    }
}
