using Daybreak.CommandLine;
using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Sources;
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
        var first = Foresee(session, [.. BootSteps.First(session.Settings), .. BootSteps.Routes], view);
        // Custom data is executed once for a VM, which the journal names.
        if (session.Settings.CustomData.Policy == CustomDataPolicy.Execute) Journal.ForeseeStart(view, vmId);
        var plan = Planner.TryMake(AllSteps.For(session.Settings, vmId, session.Clock.Time), specification.Value!, view, out var unplannable);
        if (plan is null)
        {
            session.Output.Complain($"step {unplannable!.Step}: {unplannable.Sentence}");
            return ExitStatus.CannotWrite;
        }
        foreach (var step in plan.Steps)
            foreach (string warning in step.Warnings) session.ProgressLog.Warn($"{step.Name}: {warning}");
        var last = Foresee(session, BootSteps.BeforeReport(specification.Value!.UserName.Value?.Text), view);
        List<PlanPhase> phases =
        [
            new("start", "before the sources are read", first),
            new("before-report", "before the report", [.. plan.Steps, .. last]),
            new("after-ready", "after Ready", AfterReady(session, reader, view)),
        ];
        session.Output.Print(session.Json ? PlanText.Json(phases) : System.Text.Encoding.UTF8.GetBytes(PlanText.Lines(phases)));
        return ExitStatus.Done;
    }

    private static List<PlannedStep> AfterReady(Session session, SpecificationReader reader, MachineView view)
    {
        var planned = new List<PlannedStep>();
        if (session.Settings.ReleaseMedia && reader.MediaOrigin is { } device) planned.Add(new PlannedStep("media", StepPlan.Of(new EjectMedia(device))));
        // Without a report the units stay enabled: the next run reports.
        List<Change> retired = session.Reporter is null ? [] : [.. FirstBootUnit.Retire(view)];
        if (retired.Count > 0) planned.Add(new PlannedStep("first-boot-units", StepPlan.Of(retired)));
        planned.AddRange(Foresee(session, [.. BootSteps.Last(session.Settings), .. BootSteps.CustomDataSteps(session.Settings)], view));
        return planned;
    }

    // Those with nothing to do are not listed: each boot has them.
    private static List<PlannedStep> Foresee(Session session, IReadOnlyList<IBootStep> steps, MachineView view)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            var made = Planner.Foresee(step, view, out string? unfit);
            if (unfit is not null) session.ProgressLog.Warn($"{step.Name}: {unfit}");
            foreach (string warning in made.Warnings) session.ProgressLog.Warn($"{step.Name}: {warning}");
            if (made.Changes.Count > 0) planned.Add(made);
        }
        return planned;
    }

    // The provisioner ejects it itself; no step does.
    private sealed record EjectMedia(string Device) : Change($"{Device} ejected: the platform then deletes what is on it");
}
