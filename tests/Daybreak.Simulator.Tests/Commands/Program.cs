using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Commands;

/// <summary>Runs the program as users do.</summary>
internal static class Program
{
    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "daybreak-simulator"), arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static async Task<(int Status, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await End(process);
        return (process.ExitCode, await output, await error);
    }

    public static async Task End(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException("The simulator did not exit.");
        }
    }
}
