using Daybreak.Machine.Disks;
using Daybreak.Provisioning.Status;

namespace Daybreak.Provisioning.Runs;

/// <summary>Runs steps: plans, applies, and plans again to check that nothing is missing.</summary>
/// <param name="context">The run's context.</param>
internal sealed class StepRunner(RunContext context)
{
    // Each round ends after a program whose effect must be read, such as useradd.
    private const int RoundLimit = 16;
    private const string LockPath = AgentPaths.RunDirectory + "/boot.lock";
    private readonly Executor executor = new(context.Root, context.Kernel, context.Log.Say);
    private readonly List<string> changed = [];
    private bool planAgain;

    /// <summary>The default of <see cref="LockWait"/>: longer than another run may take to prepare the temporary disks.</summary>
    public static readonly TimeSpan DefaultLockWait = DiskLimits.All + TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for another run of steps that need the lock.</summary>
    public TimeSpan LockWait { get; init; } = DefaultLockWait;

    /// <summary>The number of changes that steps have made.</summary>
    public int ChangesMade { get; private set; }

    /// <summary>Makes the machine match the specification, and wipes the password.</summary>
    /// <returns>Why the machine does not match; null if it does.</returns>
    public Failure? Match(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        // A report may wait for minutes and does not need the password.
        using var password = vm.Password.Value;
        int round = 1;
        do
        {
            planAgain = false;
            Result<Plan> planned;
            using (context.Stopwatch.Begin(StepsPhase.Plan)) planned = Planner.Make(steps, vm, context.Machine);
            if (planned.Value is not { } plan) return planned.Failure;
            context.Status.Show(now => now with { Doing = "changes", Steps = [.. plan.Steps.Select(step => new StepStatus(step.Name, "planned", step.Changes.Count))] });
            foreach (var step in plan.Steps)
            {
                if (step.Changes.Count > 0) changed.Add(step.Name);
                foreach (string warning in step.Warnings) context.Log.Warn($"{step.Name}: {warning}");
                Failure? failed;
                using (context.Stopwatch.Begin(step.Name)) failed = Apply(step.Name, step.Changes);
                if (failed is not null)
                {
                    context.Status.StepFailed(step.Name);
                    return StepFailure.Of(step.Name, failed);
                }
                if (planAgain) break;
                context.Status.StepDone(step.Name);
            }
            if (plan.IsEmpty && round == 1) context.Log.Say("nothing to do: the machine matches");
        }
        while (planAgain && round++ < RoundLimit);
        using (context.Stopwatch.Begin(StepsPhase.Check))
            if (CheckPlanIsEmpty(vm, steps) is { } missing) return missing;
        LogResults(vm, steps);
        return null;
    }

    private void LogResults(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        var machine = context.Machine;
        foreach (var step in steps)
        {
            if (!changed.Contains(step.Name)) continue;
            foreach (string line in step.Results(vm, machine)) context.Log.Say($"{step.Name}: {line}");
        }
    }

    /// <summary>Runs boot steps. A failure of one is a warning, and the others run all the same.</summary>
    public void RunBootSteps(IReadOnlyList<IBootStep> steps)
    {
        try
        {
            if (RunBootStepsWithLock(steps) is { } busy) context.Log.Warn(busy);
        }
        catch (FileFailure unlockable)
        {
            context.Log.Warn(unlockable.Message);
        }
    }

    /// <summary>Runs boot steps, those that need the lock only while holding it.</summary>
    /// <returns>A sentence about steps that were skipped, because another run holds the lock; null if none was.</returns>
    public string? RunBootStepsWithLock(IReadOnlyList<IBootStep> steps)
    {
        IDisposable? held = null;
        var skipped = new List<string>();
        try
        {
            foreach (var step in steps)
            {
                if (!step.NeedsLock)
                {
                    held?.Dispose();
                    held = null;
                }
                else if (held is null && context.Kernel.IsRunning)
                {
                    // Waits once, not once per step.
                    if (skipped.Count == 0) held = TryLock();
                    if (held is null)
                    {
                        skipped.Add(step.Name);
                        continue;
                    }
                }
                RunBootStep(step);
            }
        }
        finally
        {
            held?.Dispose();
        }
        return skipped.Count == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(", ", skipped)} skipped: another instance is still running after {LockWait.TotalSeconds:0} s; run daybreak boot when it has ended");
    }

    private IDisposable? TryLock()
    {
        context.MakeRunDirectory();
        return context.Root.TryLock(LockPath, LockWait);
    }

    private void RunBootStep(IBootStep step)
    {
        int before = ChangesMade;
        Failure? failure;
        using (context.Stopwatch.Begin(step.Name))
        {
            int round = 1;
            do
            {
                planAgain = false;
                (var plan, failure) = Planner.Make(step, context.Machine);
                if (plan is null) break;
                foreach (string warning in plan.Warnings) context.Log.Warn($"{step.Name}: {warning}");
                failure = Apply(step.Name, plan.Changes);
            }
            while (failure is null && planAgain && round++ < RoundLimit);
        }
        if (failure is not null) context.Log.Warn($"{step.Name}: {failure.Message}");
        // Host keys are generated early; their results are logged with those of the other steps.
        if (ChangesMade > before) changed.Add(step.Name);
        if (failure is not null || ChangesMade > before) context.Status.StepEnded(new StepStatus(step.Name, failure is null ? "done" : "failed", ChangesMade - before));
    }

    /// <summary>Applies changes in order, up to the first failure. If the failed change belongs to a part, only that part ends.</summary>
    /// <remarks>If a change may fail, its failure is a warning. Consecutive changes such as formatting disks are applied at the same time.</remarks>
    /// <param name="step">The step of the changes; null for Daybreak's own changes.</param>
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
            // The change, and those directly after it that can be applied at the same time.
            List<Change> applied = [changes[i++]];
            while (i < changes.Count && applied[0].CanApplyWith(changes[i]) && !HasFailed(changes[i], failed)) applied.Add(changes[i++]);
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
                // The rest depends on the effect of this change.
                if (!applied[at].EndsPlan) continue;
                planAgain = true;
                return first;
            }
        }
        return first;
    }

    private static bool HasFailed(Change change, List<string> failed) => change.Part is { } part && failed.Contains(part);

    // Ready means ready: after the changes, the plan for the real machine must be empty.
    private Failure? CheckPlanIsEmpty(VmSpecification vm, IReadOnlyList<IStep> steps)
    {
        var (plan, failure) = Planner.Make(steps, vm, context.Machine);
        if (plan is null) return failure;
        return plan.Steps.FirstOrDefault(planned => planned.Changes.Count > 0) is { } step ? StepFailure.NotKept(step) : null;
    }
}
