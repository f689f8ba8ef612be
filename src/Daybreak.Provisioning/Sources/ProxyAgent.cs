namespace Daybreak.Provisioning.Sources;

/// <summary>
/// The metadata security protocol's proxy in the VM (azure-proxy-agent). Where the platform enforces the protocol, requests before it
/// is ready are answered 401.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
public sealed class ProxyAgent(RootDirectory root, IKernel kernel)
{
    private static readonly string[] Paths = ["/usr/sbin/azure-proxy-agent", "/usr/bin/azure-proxy-agent", "/usr/local/bin/azure-proxy-agent"];

    /// <summary>The agent's own wait, as the platform's contract has it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    /// <summary>For the program itself, which may end late.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it is ready.</summary>
    /// <param name="deadline">Until when, at most.</param>
    /// <returns>Null when it is, or when nothing runs on this root.</returns>
    public Failure? Await(Deadline deadline)
    {
        if (!kernel.IsRunning) return null;
        var view = new MachineView(root, kernel);
        string? program = FindProgram.At(view, Paths);
        if (program is null)
            return Failure.Unreachable("azure-proxy-agent not found", "the platform wants azure-proxy-agent in front of its services, and the image does not have it: install it, or create the VM without the metadata security protocol");
        var wait = deadline.Remaining < LongestWait ? deadline.Remaining : LongestWait;
        string seconds = Math.Floor(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var outcome = kernel.Run([program, "--status", "--wait", seconds], deadline.Remaining < wait + Grace ? deadline.Remaining : wait + Grace);
        return outcome.Succeeded
            ? null
            : Failure.Unreachable("azure-proxy-agent status failure", string.Create(CultureInfo.InvariantCulture, $"{outcome.Sentence(program)} {outcome.ErrorOutput}").Trim());
    }
}
