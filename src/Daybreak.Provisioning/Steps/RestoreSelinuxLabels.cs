using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Where SELinux runs, has the machine's own restorecon give the labels of the policy to what is new: a new home directory and what is in it, and new host keys,
/// have the labels of the directories that they were made in, and an sshd that is confined reads no keys there.
/// </summary>
/// <remarks>
/// A file that is replaced keeps its label. What is wrong is seen by the labels themselves: only the types of the reference policy that cannot be right in these places
/// count, so that a policy of other names is left alone. A failure is a warning: it may be that nothing is confined.
/// </remarks>
/// <param name="user">The administrator; null when the platform named none.</param>
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
        var paths = Wrong(machine);
        if (paths.Count == 0) return StepPlan.Empty;
        return FindProgram.Named(machine, "restorecon") is { } program
            ? StepPlan.Of(new RunProgram([program, "-R", .. paths], TimeLimit, $"SELinux labels of {string.Join(", ", paths)} as the policy has them"))
            : StepPlan.Warn($"SELinux runs, and there is no restorecon to give {string.Join(", ", paths)} their labels: put it into the image (policycoreutils)");
    }

    private List<string> Wrong(MachineView machine)
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

    // USER:ROLE:TYPE:LEVEL. Where SELinux runs everything has a label: one that is not known yet is only planned.
    private static bool Has(MachineView machine, string path, string[] types)
    {
        string[]? label = machine.LabelOf(path)?.Split(':');
        return label is null || (label.Length > 2 && Array.IndexOf(types, label[2]) >= 0);
    }
}
