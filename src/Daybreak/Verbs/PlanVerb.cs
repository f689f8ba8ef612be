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
        "show what provision would change",
        """
        Queries the same sources as provision and prints every missing change in order, with file, mode, owner and size, and
        when it would be made: before the sources are read, before the report, or after Ready. Writes nothing and reports
        nothing. If the plan is empty, the machine matches.
        """,
        [],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        var reader = session.Reader;
        var specification = reader.Read(session.ShortDeadline);
        if (specification.Failure is { } failure) return session.Fail(failure);

        var vmId = session.VmId;
        var view = new MachineView(session.Root, session.Kernel);
        var phases = RunStage.All.Select(stage => new PlanPhase(stage.Name, stage.When, [])).ToList();
        foreach (var phase in new RunSequence(session.Settings, vmId, session.Clock.Time).Phases)
        {
            var planned = PlanOf(phase, session, reader, specification.Value!, vmId, view);
            if (planned.Failure is { } notPlanned) return session.Fail(notPlanned);
            phases.Find(stage => stage.Name == phase.Stage.Name)!.Steps.AddRange(planned.Value!);
        }
        session.Output.Print(session.Json ? PlanText.Json(phases) : Encoding.UTF8.GetBytes(PlanText.Lines(phases)));
        return ExitStatus.Done;
    }

    private static Result<List<PlannedStep>> PlanOf(RunPhase phase, Session session, SpecificationReader reader, VmSpecification vm, VmId? vmId, MachineView view)
    {
        switch (phase)
        {
            case BootStepsPhase boot:
                return Foresee(session, boot.StepsFor(vm.UserName.Value?.Text), view);
            case StepsPhase steps:
                return Foresee(session, steps, vm, vmId, view);
            case WorkPhase { Work: RunWork.ReleaseMedia }:
                return session.Settings.ReleaseMedia && reader.MediaOrigin is { } device ? Single(phase, StepPlan.Of(new EjectMedia(device))) : [];
            case WorkPhase { Work: RunWork.DisableUnits }:
                // Without a report the units stay enabled: the next run reports.
                return session.Reporter is not null && FirstBootUnit.Disable(view).ToList() is { Count: > 0 } changes ? Single(phase, StepPlan.Of(changes)) : [];
            default:
                return new List<PlannedStep>();
        }
    }

    private static List<PlannedStep> Single(RunPhase phase, StepPlan plan) => [new(phase.Name, plan)];

    private static Result<List<PlannedStep>> Foresee(Session session, StepsPhase steps, VmSpecification vm, VmId? vmId, MachineView view)
    {
        // Custom data runs once per VM; the journal has the VM id.
        if (session.Settings.CustomData.Policy == CustomDataPolicy.Execute) Journal.ForeseeStart(view, vmId);
        var (plan, failure) = Planner.Make(steps.All, vm, view);
        if (plan is null) return failure! with { Exit = ExitStatus.CannotWrite };
        foreach (var step in plan.Steps) LogWarnings(session, step);
        return plan.Steps.ToList();
    }

    // Lists only boot steps with changes.
    private static List<PlannedStep> Foresee(Session session, IReadOnlyList<IBootStep> steps, MachineView view)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            var (plan, failure) = Planner.Make(step, view);
            if (failure is not null) session.ProgressLog.Warn($"{step.Name}: {failure.Message}");
            if (plan is null) continue;
            LogWarnings(session, plan);
            if (plan.Changes.Count > 0) planned.Add(plan);
        }
        return planned;
    }

    private static void LogWarnings(Session session, PlannedStep step)
    {
        foreach (string warning in step.Warnings) session.ProgressLog.Warn($"{step.Name}: {warning}");
    }
}
