using Daybreak.Core.Dhcp;

namespace Daybreak.Machine.Kernel;

/// <summary>What the running kernel can be asked and told. A root directory that is not the running machine's has <see cref="NoKernel"/>.</summary>
public interface IKernel
{
    /// <summary>Whether there is a running kernel for the root.</summary>
    bool IsRunning { get; }

    /// <summary>The kernel's host name; null when nothing runs.</summary>
    string? HostName { get; }

    /// <summary>Time since the machine started; null when nothing runs or it is not known.</summary>
    TimeSpan? Uptime { get; }

    /// <summary>Sets the host name.</summary>
    /// <returns>Null when done, else one sentence.</returns>
    string? SetHostName(string name);

    /// <summary>Adds a route to the main table; one that is there already is enough.</summary>
    /// <returns>Null when done, else one sentence.</returns>
    string? AddRoute(Route route) => "nothing runs in this root directory: no route can be added";

    /// <summary>Mixes bytes into the random pool.</summary>
    /// <param name="seed">The bytes.</param>
    /// <param name="creditBits">How many bits of them the kernel is to count on; 0 for none.</param>
    /// <returns>Null when done, else one sentence.</returns>
    string? MixEntropy(ReadOnlySpan<byte> seed, int creditBits) => "nothing runs in this root directory: there is no random pool";

    /// <summary>Tells the service manager that started us, where it wants to hear it, that whoever waits for us need not wait any longer.</summary>
    void NotifyServiceReady()
    {
    }

    /// <summary>Runs a program of the machine and waits for its end.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="timeLimit">When it is killed.</param>
    ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit);

    /// <summary>Runs programs of the machine at the same time and waits until each has ended.</summary>
    /// <param name="programs">The absolute path and arguments of each.</param>
    /// <param name="timeLimit">When those that still run are killed.</param>
    /// <returns>How each ended, in the same order.</returns>
    IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit)
    {
        var outcomes = new List<ProgramOutcome>();
        foreach (var arguments in programs) outcomes.Add(Run(arguments, timeLimit));
        return outcomes;
    }

    /// <summary>Runs a program of the machine, its output added to a file, and waits for its end.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="logPath">The file; made for root alone where it is missing.</param>
    /// <param name="timeLimit">When it and its process group are killed.</param>
    /// <param name="tell">Hears each line of its output, up to 64 KiB.</param>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    ProgramOutcome RunLogged(IReadOnlyList<string> arguments, string logPath, TimeSpan timeLimit, Action<string> tell) => Run(arguments, timeLimit);

    /// <summary>Starts a program of the machine in a session of its own, its output added to a file, and does not wait for it: it goes on when we have ended.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="logPath">The file; made for root alone where it is missing. Its directory must exist.</param>
    /// <returns>Null when it runs, else one sentence.</returns>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    string? StartDetached(IReadOnlyList<string> arguments, string logPath) => $"nothing runs in this root directory: {arguments[0]} cannot be started";

    /// <summary>Mounts a file system (mount(2)), read-write and with the kernel's own defaults.</summary>
    /// <param name="device">The device's path.</param>
    /// <param name="mountPoint">A directory.</param>
    /// <param name="fileSystem">Such as ext4.</param>
    /// <param name="options">For the file system itself; null for none.</param>
    /// <returns>Null when done, else one sentence.</returns>
    string? Mount(string device, string mountPoint, string fileSystem, string? options) => $"nothing runs in this root directory: {device} cannot be mounted";

    /// <summary>Swaps to a file from now on (swapon(2)).</summary>
    /// <returns>Null when done, else one sentence.</returns>
    string? SwapOn(string path) => $"nothing runs in this root directory: {path} cannot be used as swap space";

    /// <summary>How much root may still write into the file system that a directory is in, in bytes; null when it is not known.</summary>
    long? FreeSpace(string directory) => null;

    /// <summary>
    /// What Azure says of an NVMe namespace in the vendor's part of its identification, such as "type=local,index=1,name=nvme-110G-1"; null when it cannot be
    /// asked or says nothing.
    /// </summary>
    string? NamespaceOrigin(string device) => null;
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; the negative signal number when a signal ended it; null when it could not be started.</param>
/// <param name="ErrorOutput">The end of its error output, at most 2,048 bytes.</param>
/// <param name="TimedOut">Whether it was killed for taking too long.</param>
/// <param name="StartError">Why it could not be started.</param>
public sealed record ProgramOutcome(int? ExitCode, string ErrorOutput = "", bool TimedOut = false, string? StartError = null)
{
    /// <summary>Exit code 0.</summary>
    public bool Succeeded => ExitCode == 0 && !TimedOut;

    /// <summary>One sentence that says how <paramref name="program"/> failed.</summary>
    public string Sentence(string program) => this switch
    {
        { StartError: { } reason } => $"{program} could not be started: {reason}",
        { TimedOut: true } => $"{program} took too long and was ended",
        { ExitCode: < 0 and var signal } => $"{program} was ended by signal {-signal}",
        _ => $"{program} failed with exit code {ExitCode}",
    };
}
