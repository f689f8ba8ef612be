namespace Daybreak.Machine.Kernel;

/// <summary>The operations of the running kernel. <see cref="NoKernel"/> is for a root directory that is not the running machine's.</summary>
/// <remarks>An operation that returns a <see cref="Failure"/> returns null on success. A program is given by its absolute path and arguments.</remarks>
public interface IKernel
{
    /// <summary>Whether the root is the running machine's.</summary>
    bool IsRunning { get; }

    /// <summary>The kernel's host name; null without a running kernel.</summary>
    string? HostName { get; }

    /// <summary>Time since the machine started; null if it is not known or there is no running kernel.</summary>
    TimeSpan? Uptime { get; }

    /// <summary>The failure of an operation that needs the running machine.</summary>
    protected static Failure NotRunning(string consequence) =>
        Failure.Refused($"the root directory is not the running machine's: {consequence}");

    /// <summary>Sets the host name.</summary>
    Failure? SetHostName(string name);

    /// <summary>Adds a route to the main table. Succeeds if the route exists.</summary>
    Failure? AddRoute(Route route) => NotRunning("no route can be added");

    /// <summary>Mixes bytes into the kernel's random pool, and credits a number of bits (0 for none).</summary>
    Failure? MixEntropy(ReadOnlySpan<byte> seed, int creditBits) => NotRunning("there is no random pool");

    /// <summary>Notifies the service manager that the service is ready, if the manager expects it (sd_notify(3)).</summary>
    void NotifyServiceReady()
    {
    }

    /// <summary>Runs a program of the machine until it ends, or kills it at the time limit.</summary>
    ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit);

    /// <summary>Runs programs of the machine at the same time, until all have ended. The outcomes have the same order.</summary>
    IReadOnlyList<ProgramOutcome> RunTogether(IReadOnlyList<IReadOnlyList<string>> programs, TimeSpan timeLimit) =>
        [.. programs.Select(arguments => Run(arguments, timeLimit))];

    /// <summary>
    /// Runs a program like <see cref="Run"/>, appends its output to a file, which is created with mode 0600 if it is missing, and passes each
    /// line on, up to 64 KiB in all. At the time limit it kills the program's process group too.
    /// </summary>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    ProgramOutcome RunLogged(IReadOnlyList<string> arguments, string logPath, TimeSpan timeLimit, Action<string> onLine) => Run(arguments, timeLimit);

    /// <summary>
    /// Starts a program in its own session and appends its output to a file, as <see cref="RunLogged"/> does. The program continues in the
    /// background when this process has ended.
    /// </summary>
    /// <exception cref="Files.FileFailure">The file cannot be opened.</exception>
    Failure? StartDetached(IReadOnlyList<string> arguments, string logPath) => NotRunning($"{arguments[0]} cannot be started");

    /// <summary>Mounts a file system (mount(2)), read-write and with the kernel's default options.</summary>
    Failure? Mount(string device, string mountPoint, string fileSystem, string? options) => NotRunning($"{device} cannot be mounted");

    /// <summary>Enables a swap file (swapon(2)).</summary>
    Failure? SwapOn(string path) => NotRunning($"{path} cannot be used as swap space");

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
