using System.Diagnostics;
using System.Text;

namespace Daybreak.Tests.Rig;

/// <summary>The result of a program, and its output.</summary>
internal sealed record Ended(int Exit, string Output, string Error, TimeSpan Took)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"exit {Exit} after {Took.TotalMilliseconds:0} ms\n--- output\n{Output}--- error\n{Error}";
}

/// <summary>A started program whose outputs are collected.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;
    private readonly long started = Stopwatch.GetTimestamp();

    private Child(Process process)
    {
        this.process = process;
        output = ReadAll(process.StandardOutput);
        error = ReadAll(process.StandardError);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Starts a program. It inherits the environment, without the variables that would affect a test.</summary>
    public static Child Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("JOURNAL_STREAM");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        return new Child(process);
    }

    /// <summary>Runs a program to its end.</summary>
    public static Ended Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var child = Start(program, arguments, environment);
        return child.Wait();
    }

    /// <summary>Waits for its end, by default longer than a verb queries the platform.</summary>
    public Ended Wait(int seconds = 180)
    {
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill();
            process.WaitForExit();
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} took more than {seconds} s: {output.Result}{error.Result}");
        }
        return new Ended(process.ExitCode, output.Result, error.Result, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Sends SIGKILL and waits for the end.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static Task<string> ReadAll(StreamReader reader) => Task.Run(reader.ReadToEndAsync);
}
