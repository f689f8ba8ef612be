using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Boot;

/// <summary><c>daybreak-simulator boot</c>: starts an image as an Azure VM and says how its provisioning went.</summary>
public static class BootCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A raw, qcow2 or fixed VHD disk image, or a root directory with systemd in it. It is never written to. One whose name begins with '-' is given as ./-NAME." };
        image.RefuseOptions();
        var scenario = OptionOf.Scenario("Which VM it is, and what goes wrong: a file (YAML or JSON) or the name of a scenario that ships with the program.");
        var timeLimit = OptionOf.Number("--time-limit", "SECONDS", "How long to wait for a report; 1200 unless given, as Azure waits.", 1, 86_400);
        var memory = OptionOf.Number("--memory", "MIB", "The machine's memory; 1024 unless given.", 64, 1_048_576);
        var generation = OptionOf.Number("--generation", "1|2", "1: BIOS; 2: UEFI; what the scenario says unless given.", 1, 2);
        var accelerator = OptionOf.Accelerator();
        var kernel = OptionOf.File("--kernel", "Start this kernel, without firmware and boot loader.");
        var initrd = OptionOf.File("--initrd", "Its initial RAM disk.");
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "What the kernel is told, such as \"root=LABEL=root rw\"." };
        var console = OptionOf.File("--console", "Append the serial console's output there.");
        var json = OptionOf.File("--json", "Write the verdict there, for programs.");
        var junit = OptionOf.File("--junit", "Write the verdict there as JUnit XML, for pipelines.");
        var keep = new Option<bool>("--keep") { Description = "Leave the machine on and say how to log in, until Ctrl-C." };

        var command = new Command("boot", "Start an image as an Azure VM in a network of its own, and say how its provisioning went. Needs root.")
        {
            image, scenario, timeLimit, memory, generation, accelerator, kernel, initrd, append, console, json, junit, keep,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(image) is { Tokens: [{ Value.Length: 0 }] }) result.AddError("boot takes an image's path, not ''.");
            if (result.GetResult(kernel) is null && (result.GetResult(initrd) is not null || result.GetResult(append) is not null)) result.AddError("--initrd and --append go with --kernel.");
        });
        command.CheckAccelerator();
        command.SetAction((parsed, cancellation) => new BootRun(new BootRunOptions
        {
            Image = parsed.GetValue(image)!,
            Scenario = parsed.GetValue(scenario)!,
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(timeLimit) ?? 1200),
            MemoryMib = parsed.GetValue(memory) ?? 1024,
            Generation = parsed.GetValue(generation),
            Accelerator = parsed.GetValue(accelerator) ?? AcceleratorChoices.FromEnvironment() ?? AcceleratorChoice.Auto,
            Kernel = parsed.GetValue(kernel) is { } file ? new DirectKernel(file, parsed.GetValue(initrd), parsed.GetValue(append) ?? "root=LABEL=root rw") : null,
            ConsoleFile = parsed.GetValue(console),
            JsonFile = parsed.GetValue(json),
            JUnitFile = parsed.GetValue(junit),
            Keep = parsed.GetValue(keep),
        }).RunAsync(cancellation));
        return command;
    }
}
