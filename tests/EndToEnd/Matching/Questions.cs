using System.Text;

namespace EndToEnd.Matching;

/// <summary>Commands for the machine, run in one login, because each login takes seconds under emulation.</summary>
/// <param name="Commands">A name and a command line. The answer is its output, including standard error.</param>
public sealed record Questions(params (string Name, string Command)[] Commands)
{
    /// <summary>The commands for every provisioned machine.</summary>
    public static Questions OfAMachine(string user, string vmId) => new(
        ("id", $"id -nG {user}; id -u {user}; getent passwd {user}"),
        ("home", $"stat -c '%U:%G %a %n' /home/{user} /home/{user}/.ssh /home/{user}/.ssh/authorized_keys"),
        ("hash", $"getent shadow {user} | cut -d: -f2"),
        ("root's hash", "getent shadow root | cut -d: -f2"),
        ("pwck", "pwck -r -q"),
        ("grpck", "grpck -r"),
        ("visudo", "visudo -c -q"),
        ("sshd", $"sshd -T -C user={user},host=h,addr=10.0.0.1 | grep -E '^(passwordauthentication|kbdinteractiveauthentication|clientaliveinterval) ' | sort"),
        ("host keys", "for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -l -f $key; done | sort"),
        ("ran", "cat /root/ran"),
        ("key pair", $$"""
            cd /home/{{user}}/.ssh
            for key in id_*.pub; do
                [ -e "$key" ] || continue
                stat -c '%U:%G %a %n' "$key" "${key%.pub}"
                [ "$(ssh-keygen -y -f "${key%.pub}" | cut -d ' ' -f 1,2)" = "$(cut -d ' ' -f 1,2 "$key")" ] || echo "$key belongs to another key"
            done
            """),
        ("state", "daybreak status --json | grep -m 1 '\"state\"'"),
        ("plan", $"daybreak plan --vm-id {vmId}"),
        ("left behind", "find /etc /home /root /var/lib/daybreak -xdev -name '*.daybreak*' -o -xdev -name '*.unchecked' -o -path '/etc/*' -xdev -name '*.lock' ! -name .pwd.lock"));

    /// <summary>Additional commands for systemd.</summary>
    public static Questions OfSystemd { get; } = new(
        ("failed units", "systemctl --failed --no-legend --plain"),
        ("verify", "systemd-analyze verify azure-boot.service azure-provisioning-local.service azure-provisioning.service 2>&1 | grep azure || true"),
        ("systemd's warnings", "journalctl --boot --no-pager --output=cat --identifier=systemd --priority=warning"),
        ("local phase ended", "systemctl show --value -p ExecMainExitTimestampMonotonic azure-provisioning-local.service"),
        ("network began", "systemctl show --value -p ExecMainStartTimestampMonotonic systemd-networkd.service"),
        ("provisioning ended", "systemctl show --value -p ActiveEnterTimestampMonotonic azure-provisioning.service"),
        ("sshd began", "systemctl show --value -p ExecMainStartTimestampMonotonic ssh.service"),
        ("units", "systemctl is-enabled azure-boot.service azure-provisioning.service"),
        ("journal", "journalctl --boot --no-pager --output=cat --unit=azure-boot.service --unit=azure-provisioning-local.service --unit=azure-provisioning.service"));

    /// <summary>These commands and more.</summary>
    public Questions And(Questions others) => new([.. Commands, .. others.Commands]);

    /// <summary>Runs the commands.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AskAsync(Machine machine)
    {
        const string Mark = "=-=-= ";
        var script = new StringBuilder();
        foreach (var (name, command) in Commands) script.Append($"echo \"{Mark}{name}\"\n({command}\n) 2>&1\n");
        script.Append("true\n");
        var output = await machine.AskAsync(script.ToString());
        return output.Split(Mark, StringSplitOptions.RemoveEmptyEntries).Select(answer => answer.Split('\n', 2))
            .ToDictionary(answer => answer[0], answer => answer.ElementAtOrDefault(1)?.Trim() ?? "", StringComparer.Ordinal);
    }
}
