using System.Text;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Ssh;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Steps;

/// <summary>Has sshd ask for passwords only where the platform wants it, and ask silent clients for a sign of life before the platform's network forgets them.</summary>
/// <remarks>
/// A running sshd reads its configuration and its host keys again. Between the files and that a cut may come: a note in /run, written before and removed after, tells
/// the next run of the same boot; after a reboot sshd has read the new files anyway.
/// </remarks>
/// <param name="settings">[Ssh].</param>
public sealed class SetSshPolicy(SshSettings settings) : IStep
{
    private const string RunDirectory = "/run/daybreak";
    private const string Note = RenewHostKeys.ReloadPath;

    /// <inheritdoc/>
    public string Name => "ssh-policy";

    /// <inheritdoc/>
    public IEnumerable<Change> Plan(VmSpecification vm, MachineView machine)
    {
        bool noted = machine.Entry(Note) is not null;
        if (IsSilent(vm) && !noted) yield break;
        var connection = Connection(vm, machine);
        var before = SshdConfig.Read(new SshdFiles(machine), connection);
        var files = IsSilent(vm) ? null : Policy(vm).Files(machine, connection);
        var changes = files is null ? [] : Missing(machine, vm, files);
        int? running = changes.Count > 0 || noted ? SshdService.Running(machine, before) : null;

        if (changes.Count > 0 && running is not null && !noted)
        {
            foreach (string directory in (string[])["/run", RunDirectory])
                if (machine.Entry(directory) is null) yield return new MakeDirectory(directory, Permissions.PublicDirectory, Owner.System, LinkPolicy.SystemLinks, $"make {directory}");
            yield return new WriteFile(Note, default, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "note that sshd must read its configuration again");
            noted = true;
        }
        foreach (var change in changes) yield return change;
        if (running is { } id)
            foreach (var change in SshdService.Reload(machine, id)) yield return change;
        if (noted) yield return new RemoveFile(Note, "sshd has its configuration");
    }

    /// <inheritdoc/>
    public IEnumerable<string> Remarks(VmSpecification vm, MachineView machine)
    {
        if (!IsSilent(vm) && SshdConfig.Read(new SshdFiles(machine), Connection(vm, machine)) is { } config && Policy(vm).Stricter(config) is { } stricter) yield return stricter;
    }

    // Of a VM for which no source names an administrator, or says anything of passwords, the image knows more.
    private static bool IsSilent(VmSpecification vm) => vm.UserName.Value is null && vm.PasswordLogin.Winner?.Place == "default";

    private SshdPolicy Policy(VmSpecification vm) => new(vm.PasswordLogin.Value!.IsOn, (int)settings.ClientAliveInterval.TotalSeconds);

    private static SshdConnection Connection(VmSpecification vm, MachineView machine) =>
        vm.UserName.Value is not { Text: var name } ? new SshdConnection(null, null) : SshUser.Find(machine, name)?.Connection ?? new SshdConnection(name, null);

    private static List<Change> Missing(MachineView machine, VmSpecification vm, IReadOnlyList<SshdFile> files)
    {
        var changes = new List<Change>();
        string login = vm.PasswordLogin.Value!.IsOn ? "on" : "off";
        foreach (var (path, text) in files)
        {
            var present = machine.Read(path);
            if (text is null)
            {
                if (present is not null) changes.Add(new RemoveFile(path, $"{path} is no longer needed"));
                continue;
            }
            byte[] content = Encoding.Latin1.GetBytes(text);
            if (present is { } there && there.Span.SequenceEqual(content)) continue;
            foreach (string directory in path == SshdConfig.MainPath ? (string[])["/etc", "/etc/ssh"] : ["/etc", "/etc/ssh", SshdPolicy.Directory])
                if (machine.Entry(directory) is null) changes.Add(new MakeDirectory(directory, Permissions.PublicDirectory, Owner.System, LinkPolicy.SystemLinks, $"make {directory}"));
            var mode = path == SshdConfig.MainPath ? machine.Entry(machine.Resolve(path))?.Mode ?? Permissions.WorldReadable : Permissions.OwnerOnly;
            changes.Add(new WriteFile(path, content, mode, Owner.System, LinkPolicy.SystemLinks, $"ssh password login {login} in {path}"));
        }
        return changes;
    }
}
