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
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The options that every login takes: no trace in anybody's known_hosts, no configuration.</summary>
    public static IReadOnlyList<string> Options { get; } =
    [
        "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10",
    ];

    /// <summary>Runs a command line.</summary>
    public Task<CommandResult> RunAsync(string address, string command) => segment.RunAsync(ClientCommand(address, command), Limit);

    /// <summary>Tries to log in.</summary>
    /// <returns>Null when that went well, otherwise what the client said.</returns>
    public async Task<string?> TryAsync(string address)
    {
        CommandResult result;
        try
        {
            result = await RunAsync(address, "true").ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return FormattableString.Invariant($"no answer within {Limit.TotalSeconds} s");
        }
        if (result.ExitStatus == 0) return null;
        var said = result.Errors.Trim();
        return said.Length > 0 ? said.Split('\n')[^1] : FormattableString.Invariant($"ssh ended with exit status {result.ExitStatus}");
    }

    // The segment has a /run of its own.
    private Command ClientCommand(string address, string command) => new(
    [
        .. login.Words, .. Options, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "-o", $"ControlPath=/run/ssh-{connection}",
        $"{login.User}@{address}", command,
    ]);
}
