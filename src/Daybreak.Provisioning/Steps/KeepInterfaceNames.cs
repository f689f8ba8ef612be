namespace Daybreak.Provisioning.Steps;

/// <summary>Removes the rules of old udev versions that bind names to the MAC addresses of one VM, and masks their generator (udev(7)).</summary>
/// <remarks>In another VM from the same image, eth0 would become eth1.</remarks>
public sealed class KeepInterfaceNames : IStep
{
    private const string Directory = "/etc/udev/rules.d";
    private const string Written = Directory + "/70-persistent-net.rules";
    private const string Generator = "75-persistent-net-generator.rules";

    /// <inheritdoc/>
    public string Name => "interface-names";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Changes(vm, machine));

    private static IEnumerable<Change> Changes(VmSpecification vm, MachineView machine)
    {
        // The generator first, because it could write the rules again.
        string mask = $"{Directory}/{Generator}";
        bool generates = machine.Entry($"/lib/udev/rules.d/{Generator}") is not null || machine.Entry($"/usr/lib/udev/rules.d/{Generator}") is not null;
        if (generates && machine.ReadLink(mask) != "/dev/null")
        {
            foreach (var change in EnsureDirectory.WithParents(machine, Directory)) yield return change;
            if (machine.Entry(mask) is not null && machine.ReadLink(mask) is null) yield return new RemoveFile(mask, $"{mask} removed: it binds interface names to MAC addresses");
            yield return new MakeLink(mask, "/dev/null", $"{Generator} masked: interface names are no longer bound to MAC addresses");
        }
        if (machine.Entry(Written) is not null) yield return new RemoveFile(Written, $"{Written} removed: it binds interface names to the MAC addresses of another VM");
    }
}
