using System.CommandLine;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Score;

namespace Daybreak.Simulator.Commands;

/// <summary>The verbs of <c>daybreak-simulator</c>.</summary>
public static class CommandLine
{
    /// <summary>Runs one verb and returns the exit status (<see cref="ExitStatus"/>).</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("A simulated Azure host: the WireServer, the instance metadata service and the provisioning media, with faults on order.")
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

        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"daybreak-simulator: {error.Message}").ConfigureAwait(false);
        await Console.Error.WriteLineAsync("Try 'daybreak-simulator --help'.").ConfigureAwait(false);
        return ExitStatus.Usage;
    }
}
