using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Has sshd ask for passwords only where the platform wants it, and ask silent clients for a sign of life before the platform's network forgets them.</summary>
/// <remarks>
/// A running sshd reads its configuration and its host keys again. Between the files and that a cut may come: a note in /run, written before and removed after, tells
/// the next run of the same boot; after a reboot sshd has read the new files anyway.
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
        if (IsSilent(vm)) return noted ? StepPlan.Of(WithReload([], noted, machine, SshdConfig.Read(new SshdFiles(machine), Connection(vm, machine)))) : StepPlan.Empty;
        var connection = Connection(vm, machine);
        var before = SshdConfig.Read(new SshdFiles(machine), connection);
        var changes = Missing(machine, vm, connection, out string? unwritable);
        var after = changes.Count > 0 ? SshdConfig.Read(new SshdFiles(machine.After(changes)), connection) : before;
        return new StepPlan([.. WithReload(changes, noted, machine, before)], [.. Warnings(vm, after, unwritable)]);
    }

    private static IEnumerable<Change> WithReload(List<Change> changes, bool noted, MachineView machine, SshdConfig? before)
    {
        int? running = changes.Count > 0 || noted ? SshdService.Running(machine, before) : null;
        if (changes.Count > 0 && running is not null && !noted)
        {
            foreach (var change in EnsureDirectory.WithParents(machine, AgentPaths.RunDirectory)) yield return change;
            yield return new WriteFile(Note, default, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "note that sshd must read its configuration again");
            noted = true;
        }
        foreach (var change in changes) yield return change;
        if (running is { } id)
            foreach (var change in SshdService.Reload(machine, id)) yield return change;
        if (noted) yield return new RemoveFile(Note, "sshd has its configuration");
    }

    private IEnumerable<string> Warnings(VmSpecification vm, SshdConfig? config, string? unwritable)
    {
        if (config is not null && Policy(vm).PasswordLoginObstacle(config) is { } stricter) yield return stricter;
        if (unwritable is not null)
            yield return $"{unwritable} cannot be written, and sshd lets clients be silent for longer than the platform's network remembers them: put ClientAliveInterval {settings.ClientAliveInterval.TotalSeconds:0} into the image's configuration";
    }

    // Of a VM for which no source names an administrator, or says anything of passwords, the image knows more.
    private static bool IsSilent(VmSpecification vm) => vm.UserName.Value is null && vm.PasswordLogin.Winner?.Place == "default";

    /// <summary>Who may use a password is the platform's to say; a connection that is lost after minutes of silence is no reason to have no VM.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="connection">The administrator.</param>
    /// <param name="unwritable">The file that would have to say no more than the interval, and cannot be written; null when there is none.</param>
    private List<Change> Missing(MachineView machine, VmSpecification vm, SshdConnection connection, out string? unwritable)
    {
        unwritable = null;
        if (Policy(vm).Files(machine, connection) is not { } files) return [];
        var changes = Missing(machine, vm, files);
        foreach (var change in changes)
        {
            if (change is not WriteFile { Path: var path } || machine.CanWrite(path)) continue;
            if ((Policy(vm) with { ClientAliveInterval = 0 }).Files(machine, connection) is not { } others || Missing(machine, vm, others).Count > 0) continue;
            unwritable = path;
            return [];
        }
        return changes;
    }

    private SshdPolicy Policy(VmSpecification vm) => new(vm.PasswordLogin.Value!.IsOn, (int)settings.ClientAliveInterval.TotalSeconds);

    private static SshdConnection Connection(VmSpecification vm, MachineView machine) =>
        vm.UserName.Value is not { Text: var name } ? new SshdConnection(null, null) : SshUser.Find(machine, name)?.Connection ?? new SshdConnection(name, null);

    private static List<Change> Missing(MachineView machine, VmSpecification vm, IReadOnlyList<SshdFile> files)
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
