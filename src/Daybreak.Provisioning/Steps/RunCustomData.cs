using Daybreak.CustomData;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Does what the kept custom data asks for, once for a VM: before Ready as a step, where a failure is the provisioning's; after it as a
/// step of the boot, where a failure is kept and told, and what a cut left over is done at the next boot.
/// </summary>
/// <param name="settings">The configuration.</param>
public sealed class RunCustomData(Settings settings) : IStep, IBootStep
{
    /// <inheritdoc cref="IStep.Name"/>
    public string Name => "run-custom-data";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => Plan(machine);

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Missing(machine));

    private IEnumerable<Change> Missing(MachineView machine)
    {
        if (settings.CustomData.Policy != CustomDataPolicy.Execute || !machine.IsRunning) yield break;
        if (CustomDataState.Read(machine) is not { IsFinished: false } state || state.VmId != Journal.CurrentVm(machine)) yield break;
        if (machine.Read($"{AgentPaths.StateDirectory}/{state.Source}") is not { } data) yield break;

        var surroundings = Surroundings.Of(machine, settings);
        foreach (var task in CustomDataWork.Of(data.ToArray(), machine).Tasks)
        {
            RefuseFailed(task, state);
            var changes = Changes(task, machine, state, surroundings);
            foreach (var change in changes) yield return change;
            // A task sees what the tasks before it will have made.
            machine = machine.After(changes);
        }
        yield return new AppendLine(CustomDataState.Path, "finished", $"{state.Source} is done");
    }

    // Before Ready, a machine whose set-up has failed is not ready, at the next boot neither.
    private void RefuseFailed(CustomDataTask task, CustomDataState state)
    {
        if (!settings.CustomData.BeforeReady) return;
        string? ended = state.Ended(task.Key);
        bool wasCut = ended is null && task is ScriptTask script && script.IsSpent(state);
        if (wasCut || ended is not (null or "exit:0"))
            throw new FileFailure(CustomDataState.Path, $"{task.Key} of the custom data {(wasCut ? "was interrupted" : $"has failed ({ended})")}: see {ScriptTask.LogPath}, and remove {CustomDataState.Path} for it to be tried again");
    }

    private List<Change> Changes(CustomDataTask task, MachineView machine, CustomDataState state, Surroundings surroundings)
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
        // What is done is done: a script may change it afterwards, and a cut must not undo that.
        if (task is not ScriptTask) changes.Add(new AppendLine(CustomDataState.Path, $"ended {task.Key} exit:0", task.Title));
        if (settings.CustomData.BeforeReady) return changes;
        for (int i = 0; i < changes.Count; i++)
            if (changes[i] is not (RunScript or AppendLine)) changes[i] = new ContinueOnError(task.Key, CustomDataState.Path, changes[i]);
        return changes;
    }
}
