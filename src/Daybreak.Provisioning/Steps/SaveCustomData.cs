using Daybreak.CustomData;

namespace Daybreak.Provisioning.Steps;

/// <summary>Saves custom data and user data unchanged, for root only, and records which of them to execute.</summary>
/// <param name="settings">[CustomData].</param>
public sealed class SaveCustomData(CustomDataSettings settings) : IStep
{
    /// <inheritdoc/>
    public string Name => "save-custom-data";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (settings.Policy == CustomDataPolicy.Off || (vm.CustomData.Value ?? vm.UserData.Value) is null) return StepPlan.Empty;
        List<Change> changes = [.. StateDirectory.Plan(machine)];
        if (Save(vm.CustomData, machine) is { } custom) changes.Add(custom);
        if (Save(vm.UserData, machine) is { } user) changes.Add(user);
        if (settings.Policy == CustomDataPolicy.Execute && machine.IsRunning && Begin(vm, machine) is { } begin) changes.Add(begin);
        return new StepPlan(changes, [.. Warnings(vm, machine)]);
    }

    private IEnumerable<string> Warnings(VmSpecification vm, MachineView machine)
    {
        if (settings.Policy != CustomDataPolicy.Execute || Executed(vm) is not { } executed) yield break;
        if (!machine.IsRunning)
        {
            yield return $"{executed.Name} is saved but not executed: this root directory is not that of the running machine";
            yield break;
        }
        var work = CustomDataWork.Of(executed.Value!.Content.Reveal().ToArray(), machine);
        foreach (var finding in work.Findings) yield return $"{executed.Name}: {finding}";
    }

    // Custom data has precedence over user data. Empty data is ignored.
    private static Field<Payload>? Executed(VmSpecification vm) =>
        vm.CustomData.Value is { Content.Length: > 0 } ? vm.CustomData : vm.UserData.Value is { Content.Length: > 0 } ? vm.UserData : null;

    private static WriteFile? Save(Field<Payload> field, MachineView machine)
    {
        if (field.Value is not { } payload) return null;
        string path = $"{AgentPaths.StateDirectory}/{field.Name}";
        return EnsureFile.Plan(machine, path, payload.Content.Reveal().ToArray(), Permissions.OwnerOnly, $"{field.Name} saved in {path}");
    }

    // After the data, so that the data of this VM exists if this record does.
    private static WriteFile? Begin(VmSpecification vm, MachineView machine)
    {
        if (Executed(vm) is not { } executed) return null;
        string current = Journal.CurrentVm(machine);
        if (CustomDataState.Read(machine) is { } state && state.VmId == current) return null;
        var begun = CustomDataState.New(current, executed.Name, vm.UserName.Value?.Text);
        return new WriteFile(
            CustomDataState.Path, System.Text.Encoding.UTF8.GetBytes(begun.ToString()), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, $"{executed.Name} will be executed once for this VM");
    }
}
