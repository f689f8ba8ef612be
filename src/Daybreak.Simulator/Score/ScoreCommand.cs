using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Score;

/// <summary><c>daybreak-simulator score</c>: compares agents by the state of their machines after the first boot.</summary>
public static class ScoreCommand
{
    private static readonly string[] DefaultScenarios = ["happy", "key-and-password", "password", "certificates", "custom-data", "imds-gone-then-throttled", "slow", "dhcp-without-245"];

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var agents = new Option<string[]>("--agent") { HelpName = "NAME=IMAGE", Description = "The name of an agent and a disk image with it. Can be repeated.", Required = true };
        var key = OptionOf.File("--inspection-key", "A private key for root's login to every image, for inspection.");
        key.Required = true;
        var scenarios = new Option<string>("--scenarios") { HelpName = "NAME,…", Description = "The scenarios, by name or file.", DefaultValueFactory = _ => string.Join(',', DefaultScenarios) };
        var timeLimit = OptionOf.Number("--time-limit", "SECONDS", "How long to wait for the health report in each boot. Default: 300.", 1, 86_400);
        var generation = OptionOf.Number("--generation", "1|2", "1: BIOS; 2: UEFI. Default: the scenario's generation.", 1, 2);
        var accelerator = OptionOf.Accelerator();
        var kernel = OptionOf.File("--kernel", "Boot this kernel directly, without firmware and boot loader.");
        var initrd = OptionOf.File("--initrd", "The initial RAM disk for --kernel.");
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "The kernel command line for --kernel, such as \"root=LABEL=root rw\"." };
        var markdown = OptionOf.File("--markdown", "Write the scores to this file as Markdown.");
        var json = OptionOf.File("--json", "Write the scores to this file as JSON.");

        agents.Validators.Add(result =>
        {
            foreach (var agent in result.Tokens.Select(token => token.Value))
                if (agent.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var sign) || sign == agent.Length - 1) result.AddError($"--agent requires NAME=IMAGE, not '{agent}'.");
        });
        scenarios.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var list }] && Names(list).Length == 0) result.AddError("--scenarios requires a comma-separated list of at least one scenario name or file.");
        });

        var command = new Command("score", "Boot images with different agents in the same scenarios and compare the results. Requires root.")
        {
            agents, key, scenarios, timeLimit, generation, accelerator, kernel, initrd, append, markdown, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(kernel) is null && (result.GetResult(initrd) is not null || result.GetResult(append) is not null)) result.AddError("--initrd and --append require --kernel.");
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
