using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>If SELinux is enabled, restores the labels of a new home directory and of new host keys, so that a confined sshd can read the keys.</summary>
/// <remarks>
/// New files have the labels of their directory; replaced files keep theirs. A label counts as wrong only if its type belongs to the reference
/// policy and cannot be right at this place.
/// </remarks>
/// <param name="user">The administrator; null if the platform has none.</param>
public sealed class RestoreSelinuxLabels(string? user) : IBootStep
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);
    private static readonly string[] Homes = ["home_root_t", "unlabeled_t"];
    private static readonly string[] InHomes = ["home_root_t", "unlabeled_t", "user_home_dir_t", "user_home_t"];
    private static readonly string[] HostKeys = ["etc_t", "unlabeled_t"];

    /// <inheritdoc/>
    public string Name => "selinux-labels";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine)
    {
        var paths = WrongPaths(machine);
        if (paths.Count == 0) return StepPlan.Empty;
        return FindProgram.Named(machine, "restorecon") is { } program
            ? StepPlan.Of(new RunProgram([program, "-R", .. paths], TimeLimit, $"SELinux labels of {string.Join(", ", paths)} restored"))
            : StepPlan.Warn($"SELinux labels of {string.Join(", ", paths)} are wrong, and there is no restorecon: install policycoreutils in the image");
    }

    private List<string> WrongPaths(MachineView machine)
    {
        var wrong = new List<string>();
        if (!machine.IsRunning || machine.Entry("/sys/fs/selinux/enforce") is null) return wrong;
        if (user is not null && SshUser.Find(machine, user) is { } account && machine.Resolve(account.Home) is var home && machine.Entry(home) is { Kind: FileKind.Directory })
        {
            if (Has(machine, home, Homes)) wrong.Add(home);
            else if (HasWrongKeys(machine, $"{home}/.ssh")) wrong.Add($"{home}/.ssh");
        }
        foreach (string name in machine.List(HostKey.Directory))
        {
            string path = $"{HostKey.Directory}/{name}";
            if (name.StartsWith("ssh_host_", StringComparison.Ordinal) && name.EndsWith("_key", StringComparison.Ordinal) && Has(machine, path, HostKeys)) wrong.Add(path);
        }
        return wrong;
    }

    private static bool HasWrongKeys(MachineView machine, string directory)
    {
        if (machine.Entry(directory) is not { Kind: FileKind.Directory }) return false;
        if (Has(machine, directory, InHomes)) return true;
        foreach (string name in machine.List(directory))
            if (machine.Entry($"{directory}/{name}") is { Kind: FileKind.File } && Has(machine, $"{directory}/{name}", InHomes)) return true;
        return false;
    }

    // USER:ROLE:TYPE:LEVEL. A file without a label is only planned.
    private static bool Has(MachineView machine, string path, string[] types)
    {
        string[]? label = machine.LabelOf(path)?.Split(':');
        return label is null || (label.Length > 2 && Array.IndexOf(types, label[2]) >= 0);
    }
}
