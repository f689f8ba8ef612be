using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Boot;

/// <summary><c>daybreak-simulator boot</c>: starts an image as an Azure VM and says how its provisioning went.</summary>
public static class BootCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A raw, qcow2 or fixed VHD disk image, or a root directory with systemd in it. It is never written to." };
        var scenario = new Option<string>("--scenario") { HelpName = "FILE|NAME", Description = "Which VM it is, and what goes wrong: a file (YAML or JSON) or the name of a scenario that ships with the program.", DefaultValueFactory = _ => "happy" };
        var timeLimit = new Option<int>("--time-limit") { HelpName = "SECONDS", Description = "How long to wait for a report. Azure waits 1200 seconds.", DefaultValueFactory = _ => 1200 };
        var memory = new Option<int>("--memory") { HelpName = "MIB", Description = "The machine's memory.", DefaultValueFactory = _ => 1024 };
        var generation = new Option<int?>("--generation") { HelpName = "1|2", Description = "1: BIOS; 2: UEFI; what the scenario says unless given." };
        var kernel = new Option<string?>("--kernel") { HelpName = "FILE", Description = "Start this kernel, without firmware and boot loader." };
        var initrd = new Option<string?>("--initrd") { HelpName = "FILE", Description = "Its initial RAM disk." };
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "What the kernel is told, such as \"root=LABEL=root rw\"." };
        var console = new Option<string?>("--console") { HelpName = "FILE", Description = "Append the serial console's output there." };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Write the verdict there, for programs." };
        var junit = new Option<string?>("--junit") { HelpName = "FILE", Description = "Write the verdict there as JUnit XML, for pipelines." };
        var keep = new Option<bool>("--keep") { Description = "Leave the machine on and say how to log in, until Ctrl-C." };

        var command = new Command("boot", "Start an image as an Azure VM in a network of its own, and say how its provisioning went. Needs root.")
        {
            image, scenario, timeLimit, memory, generation, kernel, initrd, append, console, json, junit, keep,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(timeLimit) is not null && result.GetValue(timeLimit) is not (>= 1 and <= 86_400)) result.AddError("--time-limit takes 1 to 86400 seconds.");
            if (result.GetResult(memory) is not null && result.GetValue(memory) is not (>= 64 and <= 1_048_576)) result.AddError("--memory takes 64 to 1048576 MiB.");
            if (result.GetResult(generation) is not null && result.GetValue(generation) is not (1 or 2)) result.AddError("--generation takes 1 or 2.");
            if (result.GetResult(kernel) is null && (result.GetResult(initrd) is not null || result.GetResult(append) is not null)) result.AddError("--initrd and --append go with --kernel.");
        });
        command.SetAction((parsed, cancellation) => new BootRun(new BootRunOptions
        {
            Image = parsed.GetValue(image)!,
            Scenario = parsed.GetValue(scenario)!,
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(timeLimit)),
            MemoryMib = parsed.GetValue(memory),
            Generation = parsed.GetValue(generation),
            Kernel = parsed.GetValue(kernel) is { } file ? new DirectKernel(file, parsed.GetValue(initrd), parsed.GetValue(append) ?? "root=LABEL=root rw") : null,
            ConsoleFile = parsed.GetValue(console),
            JsonFile = parsed.GetValue(json),
            JUnitFile = parsed.GetValue(junit),
            Keep = parsed.GetValue(keep),
        }).RunAsync(cancellation));
        return command;
    }
}
