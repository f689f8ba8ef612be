using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Sets sshd's password login as the platform requires, and a ClientAliveInterval that keeps idle connections open.</summary>
/// <remarks>
/// A running sshd is reloaded. A note in /run, written before the files and removed after the reload, lets the next run of the same boot repeat
/// the reload after an interruption.
/// </remarks>
/// <param name="settings">[Ssh].</param>
public sealed class SetSshPolicy(SshSettings settings) : IStep
{
    private const string Note = RenewSshHostKeys.ReloadPath;

    /// <inheritdoc/>
    public string Name => "ssh-policy";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        bool noted = machine.Entry(Note) is not null;
        bool keepsPolicy = KeepsImagePolicy(vm);
        if (keepsPolicy && !noted) return StepPlan.Empty;
        var connection = Connection(vm, machine);
        var before = SshdConfig.Read(new SshdFiles(machine), connection);
        if (keepsPolicy) return StepPlan.Of(WithReload([], noted, machine, before));
        var (changes, unwritable) = Changes(machine, vm, connection);
        var after = changes.Count > 0 ? SshdConfig.Read(new SshdFiles(machine.After(changes)), connection) : before;
        return new StepPlan([.. WithReload(changes, noted, machine, before)], [.. Warnings(vm, after, unwritable)]);
    }

    private static IEnumerable<Change> WithReload(List<Change> changes, bool noted, MachineView machine, SshdConfig? before)
    {
        int? running = changes.Count > 0 || noted ? SshdService.Running(machine, before) : null;
        if (changes.Count > 0 && running is not null && !noted)
        {
            foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
            yield return new WriteFile(Note, default, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "note that sshd must be reloaded");
            noted = true;
        }
        foreach (var change in changes) yield return change;
        if (running is { } id)
            foreach (var change in SshdService.Reload(machine, id)) yield return change;
        if (noted) yield return new RemoveFile(Note, "sshd has been reloaded");
    }

    private IEnumerable<string> Warnings(VmSpecification vm, SshdConfig? config, string? unwritable)
    {
        if (config is not null && Policy(vm).PasswordLoginObstacle(config) is { } stricter) yield return stricter;
        if (unwritable is not null)
            yield return $"{unwritable} cannot be written, so the platform's network may close idle ssh connections: set ClientAliveInterval {settings.ClientAliveInterval.TotalSeconds:0} in the image";
    }

    // If no source has an administrator or a setting for password login, the image's policy stays.
    private static bool KeepsImagePolicy(VmSpecification vm) => vm.UserName.Value is null && vm.PasswordLogin.Winner?.Place == "default";

    // Unwritable: the file of which only the interval is wrong, and which cannot be written. That is no reason for the provisioning to fail.
    private (List<Change> Changes, string? Unwritable) Changes(MachineView machine, VmSpecification vm, SshdConnection connection)
    {
        if (Policy(vm).Files(machine, connection) is not { } files) return ([], null);
        var changes = Changes(machine, vm, files);
        foreach (var change in changes)
        {
            if (change is not WriteFile { Path: var path } || machine.CanWrite(path)) continue;
            if ((Policy(vm) with { ClientAliveInterval = 0 }).Files(machine, connection) is not { } others || Changes(machine, vm, others).Count > 0) continue;
            return ([], path);
        }
        return (changes, null);
    }

    private SshdPolicy Policy(VmSpecification vm) => new(vm.PasswordLogin.Value!.IsOn, (int)settings.ClientAliveInterval.TotalSeconds);

    private static SshdConnection Connection(VmSpecification vm, MachineView machine) =>
        vm.UserName.Value is not { Text: var name } ? new SshdConnection(null, null) : SshUser.Find(machine, name)?.Connection ?? new SshdConnection(name, null);

    private static List<Change> Changes(MachineView machine, VmSpecification vm, IReadOnlyList<SshdFile> files)
    {
        var changes = new List<Change>();
        string login = vm.PasswordLogin.Value!.IsOn ? "on" : "off";
        foreach (var (path, text) in files)
        {
            if (text is null)
            {
                if (machine.Read(path) is not null) changes.Add(new RemoveFile(path, $"{path} is no longer needed"));
                continue;
            }
            byte[] content = Encoding.Latin1.GetBytes(text);
            if (EnsureFile.HasContent(machine, path, content)) continue;
            changes.AddRange(EnsureDirectory.Above(machine.After(changes), path));
            var mode = path == SshdConfig.MainPath ? machine.Entry(machine.Resolve(path))?.Mode ?? Permissions.WorldReadable : Permissions.OwnerOnly;
            changes.Add(new WriteFile(path, content, mode, Owner.System, LinkPolicy.SystemLinks, $"ssh password login {login} in {path}"));
        }
        return changes;
    }
}
