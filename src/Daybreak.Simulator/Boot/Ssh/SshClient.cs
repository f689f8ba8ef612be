using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>Runs commands on a machine of a segment with the OpenSSH client.</summary>
/// <remarks>Commands with the same <paramref name="connection"/> share one connection, because a login takes seconds under emulation.</remarks>
/// <param name="segment">The machine's network segment.</param>
/// <param name="login">The account.</param>
/// <param name="connection">A name without special characters, unique for each boot and login.</param>
public sealed class SshClient(Segment segment, SshLogin login, string connection)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The options of every login: ignore configuration files and known_hosts.</summary>
    public static IReadOnlyList<string> Options { get; } =
    [
        "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10",
    ];

    /// <summary>Runs a command line.</summary>
    public Task<CommandResult> RunAsync(string address, string command) => segment.RunAsync(ClientCommand(address, command), Limit);

    /// <summary>Tries to log in.</summary>
    /// <returns>Null if the login succeeded; otherwise the client's error message.</returns>
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
        var error = result.Errors.Trim();
        return error.Length > 0 ? error.Split('\n')[^1] : FormattableString.Invariant($"ssh exited with status {result.ExitStatus}");
    }

    // The socket is in the segment's private /run.
    private Command ClientCommand(string address, string command) => new(
    [
        .. login.Words, .. Options, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "-o", $"ControlPath=/run/ssh-{connection}",
        $"{login.User}@{address}", command,
    ]);
}
