using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Score;

/// <summary><c>daybreak-simulator score</c>: compares agents by what their machines are after a first boot.</summary>
public static class ScoreCommand
{
    private static readonly string[] UsualScenarios = ["happy", "key-and-password", "password", "certificates", "custom-data", "imds-gone-then-throttled", "slow", "dhcp-without-245"];

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var agents = new Option<string[]>("--agent") { HelpName = "NAME=IMAGE", Description = "An agent's name and a disk image that has it; may be given several times.", Required = true };
        var key = new Option<string>("--inspection-key") { HelpName = "FILE", Description = "The private key that lets root into every image, for looking.", Required = true };
        var scenarios = new Option<string>("--scenarios") { HelpName = "NAME,…", Description = "Which scenarios, by name or file.", DefaultValueFactory = _ => string.Join(',', UsualScenarios) };
        var timeLimit = new Option<int>("--time-limit") { HelpName = "SECONDS", Description = "How long to wait for a report in each boot.", DefaultValueFactory = _ => 300 };
        var generation = new Option<int?>("--generation") { HelpName = "1|2", Description = "1: BIOS; 2: UEFI; what the scenario says unless given." };
        var kernel = new Option<string?>("--kernel") { HelpName = "FILE", Description = "Start this kernel, without firmware and boot loader." };
        var initrd = new Option<string?>("--initrd") { HelpName = "FILE", Description = "Its initial RAM disk." };
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "What the kernel is told, such as \"root=LABEL=root rw\"." };
        var markdown = new Option<string?>("--markdown") { HelpName = "FILE", Description = "Write the scores there as Markdown." };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Write the scores there as JSON." };

        var command = new Command("score", "Boot images with different agents in the same scenarios and compare what became of them. Needs root.")
        {
            agents, key, scenarios, timeLimit, generation, kernel, initrd, append, markdown, json,
        };
        command.Validators.Add(result =>
        {
            foreach (var agent in result.GetValue(agents) ?? [])
                if (agent.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var sign) || sign == agent.Length - 1) result.AddError($"--agent takes NAME=IMAGE, not '{agent}'.");
            if (result.GetResult(timeLimit) is not null && result.GetValue(timeLimit) is not (>= 1 and <= 86_400)) result.AddError("--time-limit takes 1 to 86400 seconds.");
            if (result.GetResult(generation) is not null && result.GetValue(generation) is not (1 or 2)) result.AddError("--generation takes 1 or 2.");
        });
        command.SetAction((parsed, cancellation) => new ScoreRun(new ScoreOptions
        {
            Agents = [.. parsed.GetValue(agents)!.Select(agent => agent.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
            Scenarios = parsed.GetValue(scenarios)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            InspectionKey = parsed.GetValue(key)!,
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(timeLimit)),
            Generation = parsed.GetValue(generation),
            Kernel = parsed.GetValue(kernel) is { } file ? new DirectKernel(file, parsed.GetValue(initrd), parsed.GetValue(append) ?? "root=LABEL=root rw") : null,
            MarkdownFile = parsed.GetValue(markdown),
            JsonFile = parsed.GetValue(json),
        }).RunAsync(cancellation));
        return command;
    }
}
