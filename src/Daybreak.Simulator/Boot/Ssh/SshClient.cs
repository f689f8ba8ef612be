using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>Runs commands on a machine by OpenSSH's client, within a segment.</summary>
/// <remarks>One connection serves all commands with the same <paramref name="connection"/>: under emulation a login costs seconds.</remarks>
/// <param name="segment">Where the machine is reached.</param>
/// <param name="login">Who logs in.</param>
/// <param name="connection">The connection's name, of plain characters, different for each boot and login.</param>
public sealed class SshClient(Segment segment, SshLogin login, string connection)
{
    // The client's own exit status for "no connection or no login"; a remote command may end with it too, but none of ours does.
    private const int NoLogin = 255;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The options that every login takes: no questions, no other key, no trace in anybody's known_hosts, no configuration.</summary>
    public static IReadOnlyList<string> Options { get; } =
    [
        "-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10",
    ];

    /// <summary>Runs a command line.</summary>
    public Task<CommandResult> RunAsync(string address, string command) => segment.RunAsync(ClientCommand(address, command), Limit);

    /// <summary>Tries to log in.</summary>
    /// <returns>Null when that went well, otherwise what the client said.</returns>
    public async Task<string?> TryAsync(string address)
    {
        var result = await RunAsync(address, "true").ConfigureAwait(false);
        if (result.ExitStatus == 0) return null;
        var said = result.Errors.Trim();
        return said.Length > 0 ? said.Split('\n')[^1] : $"ssh ended with exit status {(result.ExitStatus == NoLogin ? "255" : result.ExitStatus)}";
    }

    // The segment has a /run of its own.
    private Command ClientCommand(string address, string command) => new(
    [
        "ssh", "-i", login.KeyFile, .. Options, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "-o", $"ControlPath=/run/ssh-{connection}",
        $"{login.User}@{address}", command,
    ]);
}
