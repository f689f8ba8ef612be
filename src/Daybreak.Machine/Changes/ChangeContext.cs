namespace Daybreak.Machine.Changes;

/// <summary>The machine that changes are applied to. Only the <see cref="Executor"/> creates one.</summary>
public sealed class ChangeContext
{
    private readonly Action<string>? log;

    internal ChangeContext(RootDirectory root, IKernel kernel, Action<string>? log)
    {
        Root = root;
        Kernel = kernel;
        this.log = log;
    }

    /// <summary>The directory treated as "/".</summary>
    public RootDirectory Root { get; }

    /// <summary>The running kernel, or <see cref="NoKernel"/> if the root is not the running machine's.</summary>
    public IKernel Kernel { get; }

    /// <summary>Writes a line to the log of the run, if there is one.</summary>
    public void Log(string line) => log?.Invoke(line);

    /// <summary>Adds a line to a small file of the agent. The file is replaced, so a reader never sees part of a line.</summary>
    internal void AppendLine(string path, string line) =>
        Root.Replace(path, [.. Root.Read(path) ?? [], .. Encoding.UTF8.GetBytes(line + "\n")], Permissions.OwnerOnly, Owner.System);
}
