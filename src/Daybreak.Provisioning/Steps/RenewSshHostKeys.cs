using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Gives a new VM SSH host keys of its own: those in the image are known to everybody who has the image. An unchanged VM keeps its keys,
/// whoever made them.
/// </summary>
/// <remarks>
/// The machine's own ssh-keygen makes each pair beside the old one; the old one is replaced by two renames, the private half last; what
/// the new VM shall not have goes after that; and the record of whose keys these are is written at the very end. Until it is there, the next
/// plan does it all again, so no cut can leave halves that do not belong together, nor a moment without any key.
/// </remarks>
/// <param name="settings">Which kinds of keys.</param>
/// <param name="vmId">The VM; null when the machine shows no id: then keys are made where there are none, and never replaced.</param>
public sealed class RenewSshHostKeys(HostKeySettings settings, VmId? vmId) : IStep, IBootStep
{
    /// <summary>Whose keys these are: the VM id on one line. For root alone, as all beside it.</summary>
    public const string RecordPath = AgentPaths.StateDirectory + "/host-keys";

    /// <summary>There while an sshd that was started before has other keys than the disk. Whoever reloads sshd removes it; a restart does so, too.</summary>
    public const string ReloadPath = AgentPaths.RunDirectory + "/reload-sshd";

    // RSA of 3072 bits takes a second or two where there is one slow processor.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <inheritdoc cref="IStep.Name"/>
    public string Name => "ssh-host-keys";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => Plan(machine);

    /// <summary>Nothing that the platform says matters here: the keys can be made while the network is waited for.</summary>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Missing(machine));

    private IEnumerable<Change> Missing(MachineView machine)
    {
        // An image's own ssh-keygen cannot be run from outside of it: the machine does it when it runs.
        if (!machine.IsRunning || settings.Types.Count == 0) yield break;
        bool isNew = vmId is not null && !(VmId.TryParse(machine.ReadText(RecordPath), out var recorded) && recorded.Equals(vmId));
        var types = Types(machine);
        bool missesSome = false;
        foreach (string type in types) missesSome |= machine.Entry(HostKey.PathOf(type)) is null;
        if (!isNew && !missesSome) yield break;

        string? server = FindProgram.Named(machine, "sshd");
        if (FindProgram.Named(machine, "ssh-keygen") is not { } generator)
        {
            if (server is null) yield break;
            throw new FileFailure(server, $"{server} is here and ssh-keygen is not, so this VM cannot get host keys of its own: put ssh-keygen into the image, or HostKeyTypes=none into its configuration");
        }
        if (server is null && !HasKeys(machine)) yield break;

        foreach (var change in EnsureDirectory.Plan(machine, HostKey.Directory)) yield return change;
        foreach (var change in Make(types, isNew, generator, machine)) yield return change;
        if (!isNew) yield break;
        foreach (var change in Withdraw(types, machine)) yield return change;
        foreach (var change in Record(machine)) yield return change;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Results(VmSpecification vm, MachineView machine) => HostKey.Fingerprints(machine);

    private static IEnumerable<Change> Make(IReadOnlyList<string> types, bool replace, string generator, MachineView machine)
    {
        foreach (string type in types)
        {
            string key = HostKey.PathOf(type);
            if (!replace && machine.Entry(key) is not null) continue;
            // ssh-keygen asks before it overwrites, and there is nobody to answer.
            string fresh = $"{HostKey.Directory}/.{Path.GetFileName(key)}.daybreak";
            foreach (string left in (string[])[fresh, fresh + ".pub"])
                if (machine.Entry(left) is not null) yield return new RemoveFile(left, $"{left}, left by a cut, removed");
            yield return new RunProgram([generator, "-q", "-t", type, "-N", "", "-f", fresh], TimeLimit, $"new {type} host key made");
            yield return new MoveFile(fresh + ".pub", key + ".pub", $"public {type} host key in {key}.pub");
            yield return new MoveFile(fresh, key, $"{type} host key in {key}");
        }
    }

    // Keys of other types are the image's; so are certificates, which speak for keys that are gone.
    private static IEnumerable<Change> Withdraw(IReadOnlyList<string> types, MachineView machine)
    {
        foreach (string name in machine.List(HostKey.Directory))
        {
            if (HostKey.TypeOf(name) is not { } type) continue;
            bool isStale = name.EndsWith("-cert.pub", StringComparison.Ordinal) || !Contains(types, type);
            if (isStale) yield return new RemoveFile($"{HostKey.Directory}/{name}", $"{HostKey.Directory}/{name} of the image removed");
        }
    }

    private IEnumerable<Change> Record(MachineView machine)
    {
        foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
        if (machine.Entry(ReloadPath) is null)
            yield return Change.Write(ReloadPath, "host keys\n", Permissions.OwnerOnly, "sshd is to read its host keys again");
        foreach (var change in StateDirectory.Plan(machine)) yield return change;
        yield return Change.Write(RecordPath, $"{vmId}\n", Permissions.OwnerOnly, $"the host keys are those of VM {vmId}");
    }

    // ssh-keygen refuses to make Ed25519 keys where the kernel is in FIPS mode; -A leaves them out there, too.
    private IReadOnlyList<string> Types(MachineView machine)
    {
        if (machine.ReadText("/proc/sys/crypto/fips_enabled")?.Trim() != "1") return settings.Types;
        var allowed = new List<string>();
        foreach (string type in settings.Types)
            if (type != "ed25519") allowed.Add(type);
        return allowed;
    }

    private static bool HasKeys(MachineView machine)
    {
        foreach (string name in machine.List(HostKey.Directory))
            if (HostKey.TypeOf(name) is not null) return true;
        return false;
    }

    private static bool Contains(IReadOnlyList<string> types, string wanted)
    {
        foreach (string type in types)
            if (type == wanted) return true;
        return false;
    }
}
