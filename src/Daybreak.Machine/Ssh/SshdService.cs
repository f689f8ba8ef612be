using Daybreak.Machine.Desired;

namespace Daybreak.Machine.Ssh;

/// <summary>The running sshd and how to reload its configuration.</summary>
public static class SshdService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] PidFiles = ["/run/sshd.pid", "/var/run/sshd.pid"];
    private static readonly string[] UnitDirectories = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
    private static readonly string[] Names = ["ssh", "sshd"];

    /// <summary>The process id of sshd; null if it does not run. If inetd or a socket unit starts sshd for each connection, no reload is needed.</summary>
    public static int? Running(MachineView machine, SshdConfig? config)
    {
        if (!machine.IsRunning) return null;
        foreach (string path in config?.ForAll("pidfile") is { } own ? [own.Value] : PidFiles)
        {
            if (!path.StartsWith('/') || !int.TryParse(machine.ReadText(path)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            if (machine.ReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/comm"))?.Trim() == "sshd") return id;
        }
        return null;
    }

    /// <summary>Checks the configuration with sshd, then reloads the process.</summary>
    public static IEnumerable<Change> Reload(MachineView machine, int id)
    {
        if (FindProgram.Named(machine, "sshd") is { } sshd) yield return new RunProgram([sshd, "-t"], Limit, "check the sshd configuration");
        if (ReloadCommand(machine, id) is { } arguments) yield return new RunProgram(arguments, Limit, "reload sshd");
    }

    private static string[]? ReloadCommand(MachineView machine, int id)
    {
        if (machine.Entry("/run/systemd/system") is not null && FindProgram.Named(machine, "systemctl") is { } systemctl && Unit(machine) is { } unit)
        {
            // With ordinary ordering, a reload of a unit that starts after Daybreak would wait for Daybreak, which waits for the reload.
            return [systemctl, "--job-mode=ignore-dependencies", "try-reload-or-restart", unit];
        }
        if (machine.Entry("/run/openrc") is not null && FindProgram.Named(machine, "rc-service") is { } service)
        {
            foreach (string name in Names)
                if (machine.Entry($"/etc/init.d/{name}") is not null) return [service, "--ifstarted", name, "reload"];
        }
        return FindProgram.Named(machine, "kill") is { } kill ? [kill, "-HUP", id.ToString(CultureInfo.InvariantCulture)] : null;
    }

    private static string? Unit(MachineView machine)
    {
        foreach (string name in Names)
            foreach (string directory in UnitDirectories)
                if (machine.Entry($"{directory}/{name}.service") is not null) return $"{name}.service";
        return null;
    }
}
