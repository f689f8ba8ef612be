using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Generates new SSH host keys for a new VM, because the image's keys are not secret. A known VM keeps its keys.</summary>
/// <remarks>
/// ssh-keygen generates each pair next to the old one; two renames replace it, the private key last; then other keys of the image are removed;
/// then the VM id is recorded. After an interruption the next plan starts over, so there is never a mismatched pair or a time without keys.
/// </remarks>
/// <param name="settings">The key types.</param>
/// <param name="vmId">The VM; null if the machine has no id, and then only missing keys are generated.</param>
public sealed class RenewSshHostKeys(HostKeySettings settings, VmId? vmId) : IStep, IBootStep
{
    /// <summary>The VM id of the keys, on one line.</summary>
    public const string RecordPath = AgentPaths.StateDirectory + "/host-keys";

    /// <summary>Exists while the running sshd has old keys or an old configuration. Removed when sshd is reloaded, and by a restart.</summary>
    public const string ReloadPath = AgentPaths.RunDirectory + "/reload-sshd";

    // RSA with 3072 bits may take two seconds on a slow processor.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <inheritdoc cref="IStep.Name"/>
    public string Name => "ssh-host-keys";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => Plan(machine);

    /// <summary>Does not depend on the specification, so it can run while waiting for the network.</summary>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private IEnumerable<Change> Changes(MachineView machine)
    {
        // The ssh-keygen of an image cannot run here. It runs at the VM's first boot.
        if (!machine.IsRunning || settings.Types.Count == 0) yield break;
        bool isNew = vmId is not null && !(VmId.TryParse(machine.ReadText(RecordPath), out var recorded) && recorded.Equals(vmId));
        var types = Types(machine);
        if (!isNew && types.All(type => machine.Entry(HostKey.PathOf(type)) is not null)) yield break;

        string? server = FindProgram.Named(machine, "sshd");
        if (FindProgram.Named(machine, "ssh-keygen") is not { } generator)
        {
            if (server is null) yield break;
            throw new FileFailure(server, $"this VM needs SSH host keys, but the image has {server} and no ssh-keygen: install ssh-keygen in the image, or set HostKeyTypes=none");
        }
        if (server is null && !HasKeys(machine)) yield break;

        foreach (var change in EnsureDirectory.Plan(machine, HostKey.Directory)) yield return change;
        foreach (var change in Generate(types, isNew, generator, machine)) yield return change;
        if (!isNew) yield break;
        foreach (var change in RemoveOthers(types, machine)) yield return change;
        foreach (var change in Record(machine)) yield return change;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Results(VmSpecification vm, MachineView machine) => HostKey.Fingerprints(machine);

    private static IEnumerable<Change> Generate(IReadOnlyList<string> types, bool replace, string generator, MachineView machine)
    {
        foreach (string type in types)
        {
            string key = HostKey.PathOf(type);
            if (!replace && machine.Entry(key) is not null) continue;
            // ssh-keygen does not overwrite without a confirmation.
            string fresh = $"{HostKey.Directory}/.{Path.GetFileName(key)}.daybreak";
            foreach (string left in (string[])[fresh, fresh + ".pub"])
                if (machine.Entry(left) is not null) yield return new RemoveFile(left, $"{left} of an interrupted run removed");
            yield return new RunProgram([generator, "-q", "-t", type, "-N", "", "-f", fresh], TimeLimit, $"new {type} host key generated");
            yield return new MoveFile(fresh + ".pub", key + ".pub", $"public {type} host key in {key}.pub");
            yield return new MoveFile(fresh, key, $"{type} host key in {key}");
        }
    }

    // Keys of other types, and certificates for the old keys.
    private static IEnumerable<Change> RemoveOthers(IReadOnlyList<string> types, MachineView machine)
    {
        foreach (string name in machine.List(HostKey.Directory))
        {
            if (HostKey.TypeOf(name) is not { } type) continue;
            bool isStale = name.EndsWith("-cert.pub", StringComparison.Ordinal) || !types.Contains(type);
            if (isStale) yield return new RemoveFile($"{HostKey.Directory}/{name}", $"{HostKey.Directory}/{name} of the image removed");
        }
    }

    private IEnumerable<Change> Record(MachineView machine)
    {
        foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
        if (machine.Entry(ReloadPath) is null)
            yield return Change.Write(ReloadPath, "host keys\n", Permissions.OwnerOnly, "sshd must read its host keys again");
        foreach (var change in StateDirectory.Plan(machine)) yield return change;
        yield return Change.Write(RecordPath, $"{vmId}\n", Permissions.OwnerOnly, $"host keys recorded as those of VM {vmId}");
    }

    // ssh-keygen refuses to generate Ed25519 keys if the kernel is in FIPS mode.
    private IReadOnlyList<string> Types(MachineView machine) =>
        machine.ReadText("/proc/sys/crypto/fips_enabled")?.Trim() == "1" ? [.. settings.Types.Where(type => type != "ed25519")] : settings.Types;

    private static bool HasKeys(MachineView machine) => machine.List(HostKey.Directory).Any(name => HostKey.TypeOf(name) is not null);
}
