using System.CommandLine;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Score;

namespace Daybreak.Simulator.Commands;

/// <summary>The command line of <c>daybreak-simulator</c>.</summary>
public static class CommandLine
{
    /// <summary>Runs one verb and returns its exit status (<see cref="ExitStatus"/>).</summary>
    /// <param name="arguments">The command-line arguments.</param>
    /// <param name="errors">The writer for errors in the arguments.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors)
    {
        var root = new RootCommand("A simulated Azure host: the WireServer, the instance metadata service and the provisioning media, with faults that you can switch on.")
        {
            RunCommand.Create(),
            DiscCommand.Create(),
            BootCommand.Create(),
            ScoreCommand.Create(),
            ScenariosCommand.Create(),
            StormCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync().ConfigureAwait(false);

        // Print only one error, because later ones are often consequences of the first.
        var error = parsed.CommandResult.Command == root ? parsed.Errors[^1] : parsed.Errors[0];
        await errors.WriteLineAsync($"daybreak-simulator: {error.Message}").ConfigureAwait(false);
        await errors.WriteLineAsync("Try 'daybreak-simulator --help'.").ConfigureAwait(false);
        return ExitStatus.Usage;
    }
}
