namespace Daybreak.Machine.Kernel;

/// <summary>The operations of the running kernel. <see cref="NoKernel"/> is for a root directory that is not the running machine's.</summary>
public interface IKernel
{
    /// <summary>Whether the root is the running machine's.</summary>
    bool IsRunning { get; }

    /// <summary>The kernel's host name; null without a running kernel.</summary>
    string? HostName { get; }

    /// <summary>Time since the machine started; null if it is not known or there is no running kernel.</summary>
    TimeSpan? Uptime { get; }

    /// <summary>Sets the host name.</summary>
    /// <returns>Null on success, otherwise the reason.</returns>
    Failure? SetHostName(string name);

    /// <summary>Adds a route to the main table. Succeeds if the route exists.</summary>
    /// <returns>Null on success, otherwise the reason.</returns>
    Failure? AddRoute(Route route) => Failure.Refused("the root directory is not the running machine's: no route can be added");

    /// <summary>Mixes bytes into the kernel's random pool.</summary>
    /// <param name="seed">The bytes.</param>
    /// <param name="creditBits">The number of bits to credit; 0 for none.</param>
    /// <returns>Null on success, otherwise the reason.</returns>
    Failure? MixEntropy(ReadOnlySpan<byte> seed, int creditBits) => Failure.Refused("the root directory is not the running machine's: there is no random pool");

    /// <summary>Notifies the service manager that the service is ready, if the manager expects it (sd_notify(3)).</summary>
    void NotifyServiceReady()
    {
    }

    /// <summary>Runs a program of the machine and waits until it has ended.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="timeLimit">The program is killed after this time.</param>
    ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit);

    /// <summary>Runs programs of the machine at the same time and waits until all have ended.</summary>
    /// <param name="programs">Absolute path and arguments of each.</param>
    /// <param name="timeLimit">Programs that still run are killed after this time.</param>
    /// <returns>The outcomes in the same order.</returns>
    IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit)
    {
        var outcomes = new List<ProgramOutcome>();
        foreach (var arguments in programs) outcomes.Add(Run(arguments, timeLimit));
        return outcomes;
    }

    /// <summary>Runs a program of the machine, appends its output to a file, and waits until it has ended.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="logPath">The file. If it is missing, it is created with mode 0600.</param>
    /// <param name="timeLimit">The program and its process group are killed after this time.</param>
    /// <param name="onLine">Receives each line of the output, up to 64 KiB in all.</param>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    ProgramOutcome RunLogged(IReadOnlyList<string> arguments, string logPath, TimeSpan timeLimit, Action<string> onLine) => Run(arguments, timeLimit);

    /// <summary>Starts a program of the machine in its own session and appends its output to a file. The program continues in the background when this process has ended.</summary>
    /// <param name="arguments">Absolute path and arguments.</param>
    /// <param name="logPath">The file. If it is missing, it is created with mode 0600. Its directory must exist.</param>
    /// <returns>Null if it runs, otherwise the reason.</returns>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    Failure? StartDetached(IReadOnlyList<string> arguments, string logPath) => Failure.Refused($"the root directory is not the running machine's: {arguments[0]} cannot be started");

    /// <summary>Mounts a file system (mount(2)), read-write and with the kernel's default options.</summary>
    /// <param name="device">The path of the device.</param>
    /// <param name="mountPoint">A directory.</param>
    /// <param name="fileSystem">The type, such as ext4.</param>
    /// <param name="options">Options of the file system; null for none.</param>
    /// <returns>Null on success, otherwise the reason.</returns>
    Failure? Mount(string device, string mountPoint, string fileSystem, string? options) => Failure.Refused($"the root directory is not the running machine's: {device} cannot be mounted");

    /// <summary>Enables a swap file (swapon(2)).</summary>
    /// <returns>Null on success, otherwise the reason.</returns>
    Failure? SwapOn(string path) => Failure.Refused($"the root directory is not the running machine's: {path} cannot be used as swap space");

    /// <summary>The free space for root in the file system of a directory, in bytes; null if it is not known.</summary>
    long? FreeSpace(string directory) => null;

    /// <summary>
    /// Azure's description of an NVMe namespace, from the vendor-specific part of Identify Namespace, such as "type=local,index=1,name=nvme-110G-1"; null
    /// if there is none or it cannot be read.
    /// </summary>
    string? NamespaceOrigin(string device) => null;
}

/// <summary>The outcome of a program.</summary>
/// <param name="ExitCode">The exit code; the negative signal number if a signal ended it; null if it could not be started.</param>
/// <param name="ErrorOutput">The end of its error output, at most 2,048 bytes.</param>
/// <param name="TimedOut">Whether it was killed at its time limit.</param>
/// <param name="StartError">Why it could not be started.</param>
public sealed record ProgramOutcome(int? ExitCode, string ErrorOutput = "", bool TimedOut = false, string? StartError = null)
{
    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0 && !TimedOut;

    /// <summary>One sentence with the reason for which <paramref name="program"/> failed.</summary>
    public string Sentence(string program) => this switch
    {
        { StartError: { } reason } => $"{program} could not be started: {reason}",
        { TimedOut: true } => $"{program} exceeded its time limit and was killed",
        { ExitCode: < 0 and var signal } => $"{program} was ended by signal {-signal}",
        _ => $"{program} failed with exit code {ExitCode}",
    };
}
