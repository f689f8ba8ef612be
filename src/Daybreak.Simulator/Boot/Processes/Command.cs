namespace Daybreak.Simulator.Boot.Processes;

/// <summary>A program to run without a shell.</summary>
/// <param name="Words">The program and its arguments.</param>
public sealed record Command(IReadOnlyList<string> Words)
{
    /// <summary>The default time limit.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(2);

    public Command(params string[] words)
        : this((IReadOnlyList<string>)words)
    {
    }

    /// <summary>A script for /bin/sh that stops at its first failing command; arguments are its $1, $2, …</summary>
    public static Command Shell(string script, params string[] arguments) => new(["/bin/sh", "-euc", script, "sh", .. arguments]);

    /// <summary>The path of a program from PATH, /usr/sbin or /sbin; null if there is none.</summary>
    public static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs it until it exits.</summary>
    /// <param name="input">Its standard input; empty by default.</param>
    /// <param name="limit">The time after which it is killed; <see cref="DefaultLimit"/> by default.</param>
    /// <exception cref="TimeoutException">The time limit was reached.</exception>
    public async Task<CommandResult> RunAsync(string? input = null, TimeSpan? limit = null)
    {
        using var process = Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await WriteInputAsync(process, input);
        using var timeout = new CancellationTokenSource(limit ?? DefaultLimit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new CommandResult(ToString(), process.ExitCode, await output.WaitAsync(timeout.Token), await errors.WaitAsync(timeout.Token));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"not finished after {limit ?? DefaultLimit}: {this}");
        }
    }

    /// <summary>Starts it with all three streams redirected.</summary>
    internal Process Start()
    {
        var start = new ProcessStartInfo(Find(Words[0]) ?? Words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in Words.Skip(1)) start.ArgumentList.Add(word);
        return Process.Start(start) ?? throw new InvalidOperationException($"did not start: {this}");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Words.Select(word => word.Any(char.IsWhiteSpace) ? $"'{word}'" : word));

    private static async Task WriteInputAsync(Process process, string? input)
    {
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It exited without reading all of its input. The exit status shows whether that is an error.
        }
    }
}
