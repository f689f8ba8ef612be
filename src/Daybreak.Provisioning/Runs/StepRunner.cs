using Daybreak.Machine.Disks;
using Daybreak.Provisioning.Status;

namespace Daybreak.Provisioning.Runs;

/// <summary>Runs steps: makes the plan, applies it, and makes it again to check that nothing is missing any more.</summary>
/// <param name="context">What the run works with.</param>
internal sealed class StepRunner(RunContext context)
{
    // Each round ends with one program that was expected to do something: one to make a user, one for each group to join.
    private const int RoundLimit = 16;
    private const string TurnPath = AgentPaths.RunDirectory + "/boot.lock";
    private readonly Executor executor = new(context.Root, context.Kernel, context.Log.Say);
    private readonly List<string> changed = [];
    private bool expecting;

    /// <summary>How many changes the steps have made so far.</summary>
    public int ChangesMade { get; private set; }

    /// <summary>Makes the machine match.</summary>
    /// <param name="vm">What the platform wants; its password is wiped when this is done.</param>
    /// <param name="steps">In order.</param>
    /// <returns>Why it does not match; null when it does.</returns>
    public Failure? Match(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        // Nobody needs it once the machine matches, and a report may wait for minutes.
        using var password = vm.Password.Value;
        for (int round = 1; ; round++)
        {
            expecting = false;
            if (MatchOnce(vm, steps, round) is { } unmatched) return unmatched;
            if (!expecting || round == RoundLimit) break;
        }
        if (context.Stopwatch.Measure(StepsPhase.Check, () => Settled(vm, steps)) is { } unsettled) return unsettled;
        TellResults(vm, steps);
        return null;
    }

    private Failure? MatchOnce(VmSpecification vm, IReadOnlyList<IStep> steps, int round)
    {
        var planned = context.Stopwatch.Measure(StepsPhase.Plan, () => Planner.Make(steps, vm, context.Machine));
        if (planned.Value is not { } plan) return planned.Failure;
        context.Status.Show(now => now with { Doing = "changes", Steps = [.. plan.Steps.Select(step => new StepStatus(step.Name, "planned", step.Changes.Count))] });
        foreach (var step in plan.Steps)
        {
            if (step.Changes.Count > 0) changed.Add(step.Name);
            foreach (string warning in step.Warnings) context.Log.Warn($"{step.Name}: {warning}");
            if (context.Stopwatch.Measure(step.Name, () => Apply(step.Name, step.Changes)) is { } failed)
            {
                context.Status.StepFailed(step.Name);
                return StepFailure.Of(step.Name, failed);
            }
            if (expecting) return null;
            context.Status.StepDone(step.Name);
        }
        if (plan.IsEmpty && round == 1) context.Log.Say("the machine matches already: no changes");
        return null;
    }

    private void TellResults(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        var machine = context.Machine;
        foreach (var step in steps)
        {
            if (!changed.Contains(step.Name)) continue;
            foreach (string line in step.Results(vm, machine)) context.Log.Say($"{step.Name}: {line}");
        }
    }

    /// <summary>Longer than another run may take to prepare the temporary disks.</summary>
    public static readonly TimeSpan UsualPatience = DiskLimits.All + TimeSpan.FromSeconds(10);

    /// <summary>How long another run is waited for that takes boot steps at this moment.</summary>
    public TimeSpan Patience { get; init; } = UsualPatience;

    /// <summary>Takes the boot steps, each for itself: what one cannot do is a warning, and the rest goes on.</summary>
    public void RunBootSteps(IReadOnlyList<IBootStep> steps)
    {
        try
        {
            if (RunBootStepsWithLock(steps) is { } busy) context.Log.Warn(busy);
        }
        catch (FileFailure unlockable)
        {
            // Nothing waits for these steps, and what the platform has heard is not taken back for them.
            context.Log.Warn(unlockable.Message);
        }
    }

    /// <summary>Takes the boot steps, of those that take turns one run at a time: of two at once, each would find a blank disk.</summary>
    /// <returns>Which of them are not taken, and why, in one sentence; null when all are.</returns>
    public string? RunBootStepsWithLock(IReadOnlyList<IBootStep> steps)
    {
        IDisposable? turn = null;
        var undone = new List<string>();
        try
        {
            foreach (var step in steps)
            {
                if (!step.NeedsLock)
                {
                    turn?.Dispose();
                    turn = null;
                }
                else if (turn is null && context.Kernel.IsRunning && (undone.Count > 0 || !TryLock(out turn)))
                {
                    // Waited for once, not once for each.
                    undone.Add(step.Name);
                    continue;
                }
                TakeStep(step);
            }
        }
        finally
        {
            turn?.Dispose();
        }
        return undone.Count == 0
            ? null
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(", ", undone)} {(undone.Count == 1 ? "is" : "are")} left undone: another daybreak has been at it for {Patience.TotalSeconds:0} s; run daybreak boot when it has ended");
    }

    private bool TryLock([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IDisposable? turn)
    {
        context.MakeRunDirectory();
        turn = context.Root.TryLock(TurnPath, Patience);
        return turn is not null;
    }

    private void TakeStep(IBootStep step)
    {
        int before = ChangesMade;
        string? failure = context.Stopwatch.Measure(step.Name, () => RunBootSteps(step));
        if (failure is not null) context.Log.Warn($"{step.Name}: {failure}");
        // Host keys are made early, and told with everything else.
        if (ChangesMade > before) changed.Add(step.Name);
        if (failure is not null || ChangesMade > before) context.Status.StepEnded(new StepStatus(step.Name, failure is null ? "done" : "failed", ChangesMade - before));
    }

    private string? RunBootSteps(IBootStep step)
    {
        for (int round = 1; ; round++)
        {
            expecting = false;
            var planned = Planner.Foresee(step, context.Machine, out string? unfit);
            foreach (string warning in planned.Warnings) context.Log.Warn($"{step.Name}: {warning}");
            if ((unfit ?? Apply(step.Name, planned.Changes)?.Message) is { } failure) return failure;
            if (!expecting || round == RoundLimit) return null;
        }
    }

    /// <summary>Applies changes in order, up to the first that fails. If the change belongs to a part, only the rest of that part is skipped.</summary>
    /// <remarks>A failure of a change that may fail is a warning. Consecutive changes that can be applied at the same time, such as formatting disks, are.</remarks>
    /// <param name="step">The step that they belong to; null for the agent's own changes.</param>
    /// <param name="changes">The changes.</param>
    public Failure? Apply(string? step, IReadOnlyList<Change> changes)
    {
        var failed = new List<string>();
        Failure? first = null;
        for (int i = 0; i < changes.Count;)
        {
            if (HasFailed(changes[i], failed))
            {
                i++;
                continue;
            }
            var applied = GroupFrom(changes, i, failed);
            i += applied.Count;
            var failures = executor.ApplyTogether(applied);
            for (int at = 0; at < applied.Count; at++)
            {
                if (failures[at] is { } failure)
                {
                    if (applied[at].MayFail)
                    {
                        context.Log.Warn(step is null ? failure.Message : $"{step}: {applied[at].Sentence}: {failure.Message}");
                        continue;
                    }
                    if (applied[at].Part is not { } part) return failure;
                    failed.Add(part);
                    if (first is null) first = failure;
                    else context.Log.Warn(step is null ? failure.Message : $"{step}: {failure.Message}");
                    continue;
                }
                if (step is not null) ChangesMade++;
                context.Log.Say(step is null ? applied[at].Sentence : $"{step}: {applied[at].Sentence}");
                // The rest depends on its effect, so it is planned again.
                if (!applied[at].EndsPlan) continue;
                expecting = true;
                return first;
            }
        }
        return first;
    }

    // The change and those directly after it that can be applied at the same time.
    private static List<Change> GroupFrom(IReadOnlyList<Change> changes, int start, List<string> failed)
    {
        List<Change> group = [changes[start]];
        for (int i = start + 1; i < changes.Count && changes[start].CanApplyWith(changes[i]) && !HasFailed(changes[i], failed); i++) group.Add(changes[i]);
        return group;
    }

    private static bool HasFailed(Change change, List<string> failed) => change.Part is { } part && failed.Contains(part);

    /// <summary>Ready means ready: after the changes, the plan is empty, on the machine itself and not on a promise.</summary>
    private Failure? Settled(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        var planned = Planner.Make(steps, vm, context.Machine);
        if (planned.Value is not { } plan) return planned.Failure;
        return plan.Steps.FirstOrDefault(step => step.Changes.Count > 0) is { } unsettled ? StepFailure.NotSettled(unsettled) : null;
    }
}
