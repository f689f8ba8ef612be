namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Takes away the rules by which old versions of udev bind names to the MAC addresses of one VM, and the generator that writes them: in another
/// VM made from the same image they call its eth0 eth1. A generator below /lib belongs to its package, so it is masked as udev(7) has it.
/// </summary>
public sealed class KeepInterfaceNames : IStep
{
    private const string Directory = "/etc/udev/rules.d";
    private const string Written = Directory + "/70-persistent-net.rules";
    private const string Generator = "75-persistent-net-generator.rules";

    /// <inheritdoc/>
    public string Name => "interface-names";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Missing(vm, machine));

    private static IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        // First the generator, or it could write the rules again.
        string mask = $"{Directory}/{Generator}";
        bool generates = machine.Entry($"/lib/udev/rules.d/{Generator}") is not null || machine.Entry($"/usr/lib/udev/rules.d/{Generator}") is not null;
        if (generates && machine.ReadLink(mask) != "/dev/null")
        {
            foreach (var change in EnsureDirectory.WithParents(machine, Directory)) yield return change;
            if (machine.Entry(mask) is not null && machine.ReadLink(mask) is null) yield return new RemoveFile(mask, $"{mask} removed: it names interfaces by their MAC addresses");
            yield return new MakeLink(mask, "/dev/null", $"{Generator} masked: interface names are no longer written down by MAC address");
        }
        if (machine.Entry(Written) is not null) yield return new RemoveFile(Written, $"{Written} removed: it names interfaces by the MAC addresses of another VM");
    }
}
