using Daybreak.CustomData;

namespace Daybreak.Provisioning.Steps;

/// <summary>Executes the saved custom data once per VM.</summary>
/// <remarks>
/// Before Ready it is a step: its failure is a failure of the provisioning. After Ready it is a boot step: its failure is recorded, and after an
/// interruption the next boot continues.
/// </remarks>
/// <param name="settings">The configuration.</param>
public sealed class RunCustomData(Settings settings) : IStep, IBootStep
{
    /// <inheritdoc cref="IStep.Name"/>
    public string Name => "run-custom-data";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => Plan(machine);

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine)
    {
        if (settings.CustomData.Policy != CustomDataPolicy.Execute || !machine.IsRunning) return StepPlan.Empty;
        if (CustomDataState.Read(machine) is not { IsFinished: false } state || state.VmId != Journal.CurrentVm(machine)) return StepPlan.Empty;
        if (machine.Read($"{AgentPaths.StateDirectory}/{state.Source}") is not { } data) return StepPlan.Empty;

        var changes = new List<Change>();
        var surroundings = Surroundings.Of(machine, settings);
        foreach (var task in CustomDataWork.Of(data.ToArray(), machine).Tasks)
        {
            ThrowIfFailed(task, state);
            var next = ChangesOf(task, machine, state, surroundings);
            changes.AddRange(next);
            // A task sees the changes of the tasks before it.
            machine = machine.After(next);
        }
        changes.Add(new AppendLine(CustomDataState.Path, "finished", $"{state.Source} executed"));
        return StepPlan.Of(changes);
    }

    // Before Ready, a failure stays a failure at the next boots.
    private void ThrowIfFailed(CustomDataTask task, CustomDataState state)
    {
        if (!settings.CustomData.BeforeReady) return;
        string? ended = state.Ended(task.Key);
        bool wasCut = ended is null && task is ScriptTask script && script.IsSpent(state);
        if (wasCut || ended is not (null or "exit:0"))
            throw new FileFailure(CustomDataState.Path, $"custom data: {task.Key} {(wasCut ? "was interrupted" : $"failed ({ended})")}: see {ScriptTask.LogPath}; to run it again, remove {CustomDataState.Path}");
    }

    private List<Change> ChangesOf(CustomDataTask task, MachineView machine, CustomDataState state, Surroundings surroundings)
    {
        if (task is not ScriptTask && state.Ended(task.Key) is not null) return [];
        List<Change> changes;
        try
        {
            changes = task.Plan(machine, state, surroundings);
        }
        catch (FileFailure cannot) when (!settings.CustomData.BeforeReady)
        {
            changes = [new AlwaysFails(cannot.Message)];
        }
        // Recorded, so that the task does not run again: a later script may change its result.
        if (task is not ScriptTask) changes.Add(new AppendLine(CustomDataState.Path, $"ended {task.Key} exit:0", task.Title));
        if (settings.CustomData.BeforeReady) return changes;
        for (int i = 0; i < changes.Count; i++)
            if (changes[i] is not (RunScript or AppendLine)) changes[i] = new ContinueOnError(task.Key, CustomDataState.Path, changes[i]);
        return changes;
    }
}
