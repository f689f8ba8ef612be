namespace Daybreak.Provisioning.Sources;

/// <summary>The metadata security protocol's proxy (azure-proxy-agent). A platform that requires it answers 401 until it is ready.</summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
public sealed class ProxyAgent(RootDirectory root, IKernel kernel)
{
    private static readonly string[] Paths = ["/usr/sbin/azure-proxy-agent", "/usr/bin/azure-proxy-agent", "/usr/local/bin/azure-proxy-agent"];

    /// <summary>The proxy's own wait, as in the platform's documentation.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    /// <summary>Additional time for the program to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it is ready, and until the deadline at most.</summary>
    /// <returns>Why it is not ready; null if it is, or if the root is not that of the running machine.</returns>
    public Failure? Await(Deadline deadline)
    {
        if (!kernel.IsRunning) return null;
        var view = new MachineView(root, kernel);
        string? program = FindProgram.At(view, Paths);
        if (program is null)
            return Failure.Unreachable("azure-proxy-agent not found", "the platform requires azure-proxy-agent, but the image does not have it: install it, or create the VM without the metadata security protocol");
        var wait = deadline.Remaining < LongestWait ? deadline.Remaining : LongestWait;
        string seconds = Math.Floor(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var outcome = kernel.Run([program, "--status", "--wait", seconds], deadline.Remaining < wait + Grace ? deadline.Remaining : wait + Grace);
        return outcome.Succeeded
            ? null
            : Failure.Unreachable("azure-proxy-agent status failure", string.Create(CultureInfo.InvariantCulture, $"{outcome.Sentence(program)} {outcome.ErrorOutput}").Trim());
    }
}
