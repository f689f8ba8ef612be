using Daybreak.Machine.HostName;

namespace Daybreak.Provisioning.Steps;

/// <summary>Gives the machine the host name that the platform chose.</summary>
/// <remarks>hostname(5): one line in /etc/hostname, at most 64 bytes. The platform's rules are narrower: <see cref="HostName"/>.</remarks>
public sealed class SetHostName : IStep
{
    private const string HostNamePath = "/etc/hostname";
    private const string HostsPath = "/etc/hosts";

    /// <inheritdoc/>
    public string Name => "host-name";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Missing(vm, machine));

    private static IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        if (vm.HostName.Value is not { Text: var wanted }) yield break;

        if (machine.ReadText(HostNamePath) != wanted + "\n")
        {
            foreach (var change in EnsureDirectory.Plan(machine, "/etc")) yield return change;
            yield return Change.Write(HostNamePath, wanted + "\n", Permissions.WorldReadable, $"host name {wanted} in {HostNamePath}");
        }

        if (machine.IsRunning && machine.KernelHostName != wanted)
            yield return new SetKernelHostName(wanted, $"kernel host name {wanted}");

        // hosts(5) says nothing of its encoding: Latin-1 gives every byte back as it was.
        if (machine.Read(HostsPath) is { } bytes && Encoding.Latin1.GetString(bytes.Span) is var hosts && EtcHosts.WithOwnName(hosts, wanted) is var resolved && resolved != hosts)
        {
            var mode = machine.Entry(HostsPath) is { Kind: FileKind.File } entry ? entry.Mode : Permissions.WorldReadable;
            yield return new WriteFile(
                HostsPath, Encoding.Latin1.GetBytes(resolved), mode, Owner.System, LinkPolicy.SystemLinks, $"{EtcHosts.OwnAddress} resolves to {wanted} in {HostsPath}");
        }
    }
}
