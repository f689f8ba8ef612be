using Daybreak.Machine.HostName;

namespace Daybreak.Provisioning.Steps;

/// <summary>Sets the host name, in /etc/hostname (hostname(5)), in the kernel and in /etc/hosts.</summary>
public sealed class SetHostName : IStep
{
    private const string HostNamePath = "/etc/hostname";
    private const string HostsPath = "/etc/hosts";

    /// <inheritdoc/>
    public string Name => "host-name";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Changes(vm, machine));

    private static IEnumerable<Change> Changes(VmSpecification vm, MachineView machine)
    {
        if (vm.HostName.Value is not { Text: var wanted }) yield break;

        if (machine.ReadText(HostNamePath) != wanted + "\n")
        {
            foreach (var change in EnsureDirectory.Plan(machine, "/etc")) yield return change;
            yield return Change.Write(HostNamePath, wanted + "\n", Permissions.WorldReadable, $"host name {wanted} in {HostNamePath}");
        }

        if (machine.IsRunning && machine.KernelHostName != wanted)
            yield return new SetKernelHostName(wanted, $"kernel host name {wanted}");

        // hosts(5) does not define an encoding. Latin-1 keeps every byte.
        if (machine.Read(HostsPath) is { } bytes && Encoding.Latin1.GetString(bytes.Span) is var hosts && EtcHosts.WithOwnName(hosts, wanted) is var resolved && resolved != hosts)
        {
            var mode = machine.Entry(HostsPath) is { Kind: FileKind.File } entry ? entry.Mode : Permissions.WorldReadable;
            yield return new WriteFile(
                HostsPath, Encoding.Latin1.GetBytes(resolved), mode, Owner.System, LinkPolicy.SystemLinks, $"{EtcHosts.OwnAddress} resolves to {wanted} in {HostsPath}");
        }
    }
}
