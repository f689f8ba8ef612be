using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Score;

/// <summary><c>daybreak-simulator score</c>: compares agents by what their machines are after a first boot.</summary>
public static class ScoreCommand
{
    private static readonly string[] UsualScenarios = ["happy", "key-and-password", "password", "certificates", "custom-data", "imds-gone-then-throttled", "slow", "dhcp-without-245"];

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var agents = new Option<string[]>("--agent") { HelpName = "NAME=IMAGE", Description = "An agent's name and a disk image that has it; may be given several times.", Required = true };
        var key = OptionOf.File("--inspection-key", "The private key that lets root into every image, for looking.");
        key.Required = true;
        var scenarios = new Option<string>("--scenarios") { HelpName = "NAME,…", Description = "Which scenarios, by name or file.", DefaultValueFactory = _ => string.Join(',', UsualScenarios) };
        var timeLimit = OptionOf.Number("--time-limit", "SECONDS", "How long to wait for a report in each boot; 300 unless given.", 1, 86_400);
        var generation = OptionOf.Number("--generation", "1|2", "1: BIOS; 2: UEFI; what the scenario says unless given.", 1, 2);
        var accelerator = OptionOf.Accelerator();
        var kernel = OptionOf.File("--kernel", "Start this kernel, without firmware and boot loader.");
        var initrd = OptionOf.File("--initrd", "Its initial RAM disk.");
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "What the kernel is told, such as \"root=LABEL=root rw\"." };
        var markdown = OptionOf.File("--markdown", "Write the scores there as Markdown.");
        var json = OptionOf.File("--json", "Write the scores there as JSON.");

        agents.Validators.Add(result =>
        {
            foreach (var agent in result.Tokens.Select(token => token.Value))
                if (agent.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var sign) || sign == agent.Length - 1) result.AddError($"--agent takes NAME=IMAGE, not '{agent}'.");
        });
        scenarios.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var list }] && Names(list).Length == 0) result.AddError("--scenarios takes the names or files of scenarios with commas between, at least one.");
        });

        var command = new Command("score", "Boot images with different agents in the same scenarios and compare what became of them. Needs root.")
        {
            agents, key, scenarios, timeLimit, generation, accelerator, kernel, initrd, append, markdown, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(kernel) is null && (result.GetResult(initrd) is not null || result.GetResult(append) is not null)) result.AddError("--initrd and --append go with --kernel.");
        });
        command.CheckAccelerator();
        command.SetAction((parsed, cancellation) => new ScoreRun(new ScoreOptions
        {
            Agents = [.. parsed.GetValue(agents)!.Select(agent => agent.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))],
            Scenarios = Names(parsed.GetValue(scenarios)!),
            InspectionKey = parsed.GetValue(key)!,
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(timeLimit) ?? 300),
            Generation = parsed.GetValue(generation),
            Accelerator = parsed.GetValue(accelerator) ?? AcceleratorChoices.FromEnvironment() ?? AcceleratorChoice.Auto,
            Kernel = parsed.GetValue(kernel) is { } file ? new DirectKernel(file, parsed.GetValue(initrd), parsed.GetValue(append) ?? "root=LABEL=root rw") : null,
            MarkdownFile = parsed.GetValue(markdown),
            JsonFile = parsed.GetValue(json),
        }).RunAsync(cancellation));
        return command;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
