using Daybreak.CustomData;

namespace Daybreak.Provisioning.Steps;

/// <summary>Keeps custom data and user data byte for byte, for root alone, and says which of them is to be done.</summary>
/// <param name="settings">[CustomData].</param>
public sealed class SaveCustomData(CustomDataSettings settings) : IStep
{
    /// <inheritdoc/>
    public string Name => "save-custom-data";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => new([.. Missing(vm, machine)], [.. Warnings(vm, machine)]);

    private IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        if (settings.Policy == CustomDataPolicy.Off || (vm.CustomData.Value ?? vm.UserData.Value) is null) yield break;
        foreach (var change in StateDirectory.Plan(machine)) yield return change;
        if (Keep(vm.CustomData, machine) is { } custom) yield return custom;
        if (Keep(vm.UserData, machine) is { } user) yield return user;
        if (settings.Policy == CustomDataPolicy.Execute && machine.IsRunning && Begin(vm, machine) is { } begin) yield return begin;
    }

    private IEnumerable<string> Warnings(VmSpecification vm, MachineView machine)
    {
        if (settings.Policy != CustomDataPolicy.Execute || Chosen(vm) is not { } chosen) yield break;
        if (!machine.IsRunning)
        {
            yield return $"{chosen.Name} is kept and not executed: nothing runs in this root directory";
            yield break;
        }
        var work = CustomDataWork.Of(chosen.Value!.Content.Reveal().ToArray(), machine);
        foreach (var finding in work.Findings) yield return $"{chosen.Name}: {finding}";
    }

    // Custom data comes before user data, and data of no bytes is none.
    private static Field<Payload>? Chosen(VmSpecification vm) =>
        vm.CustomData.Value is { Content.Length: > 0 } ? vm.CustomData : vm.UserData.Value is { Content.Length: > 0 } ? vm.UserData : null;

    private static WriteFile? Keep(Field<Payload> field, MachineView machine)
    {
        if (field.Value is not { } payload) return null;
        string path = $"{AgentPaths.StateDirectory}/{field.Name}";
        return EnsureFile.Plan(machine, path, payload.Content.Reveal().ToArray(), Permissions.OwnerOnly, $"{field.Name} kept in {path}");
    }

    // After the data itself: whoever reads this finds the data of this VM.
    private static WriteFile? Begin(VmSpecification vm, MachineView machine)
    {
        if (Chosen(vm) is not { } chosen) return null;
        string current = Journal.CurrentVm(machine);
        if (CustomDataState.Read(machine) is { } state && state.VmId == current) return null;
        var begun = CustomDataState.New(current, chosen.Name, vm.UserName.Value?.Text);
        return new WriteFile(
            CustomDataState.Path, System.Text.Encoding.UTF8.GetBytes(begun.ToString()), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, $"{chosen.Name} is to be done once for this VM");
    }
}
