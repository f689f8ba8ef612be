namespace Daybreak.Machine.Kernel;

/// <summary>The root is an image or a throw-away directory: nothing runs in it, nothing can be told to a kernel.</summary>
public sealed class NoKernel : IKernel
{
    /// <inheritdoc/>
    public bool IsRunning => false;

    /// <inheritdoc/>
    public string? HostName => null;

    /// <inheritdoc/>
    public TimeSpan? Uptime => null;

    /// <inheritdoc/>
    public string? SetHostName(string name) => "nothing runs in this root directory: its kernel host name cannot be set";

    /// <inheritdoc/>
    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit) =>
        new(null, StartError: "nothing runs in this root directory");
}
