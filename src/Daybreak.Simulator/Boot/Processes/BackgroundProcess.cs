namespace Daybreak.Simulator.Boot.Processes;

/// <summary>A program that runs in the background until it is disposed of. Its output is kept.</summary>
public sealed class BackgroundProcess : IAsyncDisposable
{
    private static readonly TimeSpan ChildLimit = TimeSpan.FromSeconds(10);

    private readonly Command command;
    private readonly Process process;
    private readonly List<OutputLine> lines = [];
    private readonly Task readers;

    private BackgroundProcess(Command command)
    {
        this.command = command;
        process = command.Start();
        readers = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Its output so far: standard output and standard error, in the order of arrival.</summary>
    public string Output => string.Concat(Lines.Select(line => line.Text + "\n"));

    /// <summary>The output line by line, with the time of arrival.</summary>
    public IReadOnlyList<OutputLine> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>The exit status; null while it runs.</summary>
    public int? ExitStatus => process.HasExited ? process.ExitCode : null;

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => process.StandardInput;

    public static BackgroundProcess Start(Command command) => new(command);

    /// <summary>Waits for a line that contains a text.</summary>
    /// <exception cref="TimeoutException">The text did not appear in time.</exception>
    /// <exception cref="InvalidOperationException">The program ended first.</exception>
    public Task WaitForOutputAsync(string text, TimeSpan limit) =>
        Wait.UntilAsync(() => Output.Contains(text, StringComparison.Ordinal), limit, $"'{text}' from {command}", () => HasExited ? Ended() : null);

    /// <summary>Waits until it exits.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="TimeoutException">It did not exit in time.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            await readers.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"still running after {limit}: {command}\n{Wait.Tail(Output)}");
        }
        return process.ExitCode;
    }

    /// <summary>Kills its descendants, or itself if it has none, and returns once it has exited and released its files.</summary>
    /// <exception cref="TimeoutException">It is blocked in the kernel and does not react to signals.</exception>
    public async Task KillAsync()
    {
        // nsenter exits after its child. If nsenter itself were killed, the child would outlive it. Kill(entireProcessTree) does not work
        // either: it stops each process first, and nsenter then stops itself, too, and never exits.
        if (!process.HasExited) KillDescendants(process.Id);
        using var patience = new CancellationTokenSource(ChildLimit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            using var rest = new CancellationTokenSource(ChildLimit);
            try
            {
                await process.WaitForExitAsync(rest.Token);
            }
            catch (OperationCanceledException)
            {
                // A process that stays in the kernel cannot be killed.
                throw new TimeoutException($"cannot be killed: {command}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    /// <summary>Kills the children, deepest first, or the process itself if it has none.</summary>
    private static void KillDescendants(int id)
    {
        var children = Children(id);
        foreach (var child in children) KillTree(child);
        if (children.Count == 0) Kill(id);
    }

    private static void KillTree(int id)
    {
        foreach (var child in Children(id)) KillTree(child);
        Kill(id);
    }

    private static List<int> Children(int id)
    {
        try
        {
            var list = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children"));
            return [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            // The process has exited.
            return [];
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The process has exited.
        }
    }

    private string Ended() => $"it exited with status {process.ExitCode}:\n{Wait.Tail(Output)}";

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (lines) lines.Add(new OutputLine(TimeProvider.System.GetUtcNow(), line));
    }
}

/// <summary>A line of a program's output.</summary>
/// <param name="Time">When it arrived.</param>
/// <param name="Text">The line, without the line break.</param>
public sealed record OutputLine(DateTimeOffset Time, string Text);
