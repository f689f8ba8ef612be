namespace Daybreak.Machine.Kernel;

/// <summary>For an image or a temporary root directory: there is no running kernel.</summary>
public sealed class NoKernel : IKernel
{
    /// <inheritdoc/>
    public bool IsRunning => false;

    /// <inheritdoc/>
    public string? HostName => null;

    /// <inheritdoc/>
    public TimeSpan? Uptime => null;

    /// <inheritdoc/>
    public Failure? SetHostName(string name) =>
        Failure.Refused("the root directory is not the running machine's: its kernel host name cannot be set");

    /// <inheritdoc/>
    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit) =>
        new(null, StartError: "the root directory is not the running machine's");
}
