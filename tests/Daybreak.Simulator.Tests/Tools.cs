using System.Diagnostics;

namespace Daybreak.Simulator.Tests;

/// <summary>Programs of Debian that judge what the simulator makes.</summary>
internal static class Tools
{
    /// <summary>Runs a program and gives its whole output; fails with the package's name where it is missing, and with the output where it fails.</summary>
    public static string Run(string package, string program, string input, params string[] arguments)
    {
        var result = TryRun(package, program, input, arguments);
        Assert.True(result.Status == 0, $"{program} {string.Join(' ', arguments)} ended with {result.Status}: {result.Output}");
        return result.Output;
    }

    /// <summary>The same, for a program whose status is looked at.</summary>
    public static (int Status, string Output) TryRun(string package, string program, string input, params string[] arguments)
    {
        // Some live in /usr/sbin, which is not on everyone's path.
        var path = new[] { "/usr/bin", "/usr/sbin", "/bin", "/sbin" }.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
        Assert.True(path is not null, $"'{program}' is not installed; it is in Debian's package '{package}'.");
        using var process = Process.Start(new ProcessStartInfo(path!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end.");
        }
        return (process.ExitCode, output.Result + error.Result);
    }
}
