using System.Diagnostics;

namespace Daybreak.Simulator.Tests;

/// <summary>Debian programs that verify the simulator's output.</summary>
internal static class Tools
{
    /// <summary>Runs a program and returns its output. Fails if the program is missing or fails.</summary>
    public static string Run(string package, string program, string input, params string[] arguments)
    {
        var result = TryRun(package, program, input, arguments);
        Assert.True(result.Status == 0, $"{program} {string.Join(' ', arguments)} exited with {result.Status}: {result.Output}");
        return result.Output;
    }

    /// <summary>Runs a program and returns its exit status and output. Fails if the program is missing.</summary>
    public static (int Status, string Output) TryRun(string package, string program, string input, params string[] arguments)
    {
        // PATH may lack /usr/sbin.
        var path = new[] { "/usr/bin", "/usr/sbin", "/bin", "/sbin" }.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
        Assert.True(path is not null, $"'{program}' is missing; install Debian's package '{package}'.");
        using var process = Process.Start(new ProcessStartInfo(path!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            throw new TimeoutException($"{program} did not exit.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }
}
