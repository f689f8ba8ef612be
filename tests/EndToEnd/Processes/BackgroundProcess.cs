using System.Diagnostics;
using System.Text;

namespace EndToEnd.Processes;

/// <summary>A program that runs beside the test, its output kept, until it is disposed of.</summary>
public sealed class BackgroundProcess : IAsyncDisposable
{
    private readonly Command command;
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task readers;

    private BackgroundProcess(Command command)
    {
        this.command = command;
        process = command.Start();
        readers = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>What it wrote until now, standard output and standard error mixed as they came.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

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

    /// <summary>Kills it and all that it started.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private string Ended() => $"it ended with exit status {process.ExitCode}:\n{Wait.Tail(Output)}";

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            lock (output) output.Append(line).Append('\n');
    }
}
