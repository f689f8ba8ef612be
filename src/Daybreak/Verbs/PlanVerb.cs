using Daybreak.CommandLine;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Planning;
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
        order. Writes nothing, reports nothing. An empty plan means that the machine matches already.
        """,
        [],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        var specification = session.Reader.Read(session.ShortDeadline);
        if (specification.Failure is { } failure) return session.Fail(failure);

        var view = new MachineView(session.Root, session.Kernel);
        var first = Foresee(session, [.. BootSteps.First(session.Settings), .. BootSteps.Routes], view);
        var plan = Planner.TryMake(AllSteps.For(session.Settings, session.GivenVmId ?? VmId.OfMachine(session.Root), session.Clock.Time), specification.Value!, view, out var unplannable);
        if (plan is null)
        {
            session.Output.Complain($"step {unplannable!.Step}: {unplannable.Sentence}");
            return ExitStatus.CannotWrite;
        }
        foreach (var step in plan.Steps)
            foreach (string remark in step.Remarks) session.ProgressLog.Warn($"{step.Name}: {remark}");
        var afterwards = Foresee(session, [new RestoreSelinuxLabels(specification.Value!.UserName.Value?.Text)], view);
        List<Change> closing = [.. FirstBootUnit.Retire(view)];
        foreach (var step in Foresee(session, BootSteps.Last(session.Settings), view)) closing.AddRange(step.Changes);
        plan = plan with { Steps = [.. first, .. plan.Steps, .. afterwards] };
        session.Output.Print(session.Json ? PlanText.Json(plan, closing) : System.Text.Encoding.UTF8.GetBytes(PlanText.Lines(plan, closing)));
        return ExitStatus.Done;
    }

    // Those with nothing to do are not listed: each boot has them.
    private static List<PlannedStep> Foresee(Session session, IReadOnlyList<IBootStep> steps, MachineView view)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            var made = Planner.Foresee(step, view, out string? unfit);
            if (unfit is not null) session.ProgressLog.Warn($"{step.Name}: {unfit}");
            foreach (string remark in made.Remarks) session.ProgressLog.Warn($"{step.Name}: {remark}");
            if (made.Changes.Count > 0) planned.Add(made);
        }
        return planned;
    }
}
