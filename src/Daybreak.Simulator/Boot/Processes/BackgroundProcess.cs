using System.Diagnostics;
using System.Globalization;

namespace Daybreak.Simulator.Boot.Processes;

/// <summary>A program that runs beside the test, its output kept, until it is disposed of.</summary>
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

    /// <summary>What it wrote until now, standard output and standard error mixed as they came.</summary>
    public string Output => string.Concat(Lines.Select(line => line.Text + "\n"));

    /// <summary>The same, line by line, with the time at which each came.</summary>
    public IReadOnlyList<OutputLine> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>How it has ended; null when it has not.</summary>
    public int? ExitStatus => process.HasExited ? process.ExitCode : null;

    /// <summary>What it reads.</summary>
    public StreamWriter Input => process.StandardInput;

    public static BackgroundProcess Start(Command command) => new(command);

    /// <summary>Waits for a line that contains a text.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    /// <exception cref="InvalidOperationException">The program ended before.</exception>
    public Task WaitForOutputAsync(string text, TimeSpan limit) =>
        Wait.UntilAsync(() => Output.Contains(text, StringComparison.Ordinal), limit, $"'{text}' from {command}", () => HasExited ? Ended() : null);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
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

    /// <summary>Kills all that it started, or itself when it started nothing, and returns when that is gone and has let go of its files.</summary>
    /// <exception cref="TimeoutException">It stays in the kernel, where a signal does not reach it.</exception>
    public async Task KillAsync()
    {
        // nsenter ends when it has seen the end of its child; were it killed itself, the child would end some time later. And not
        // Kill(entireProcessTree), which stops what it kills: nsenter would stop itself likewise and never end.
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

    /// <summary>Kills the children, after their own; the process itself where it has none.</summary>
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
            // It has ended.
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
            // It has ended.
        }
    }

    private string Ended() => $"it ended with exit status {process.ExitCode}:\n{Wait.Tail(Output)}";

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (lines) lines.Add(new OutputLine(TimeProvider.System.GetUtcNow(), line));
    }
}

/// <summary>A line of a program's output.</summary>
/// <param name="Time">When it came.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record OutputLine(DateTimeOffset Time, string Text);
