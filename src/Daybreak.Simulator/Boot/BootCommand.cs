using System.CommandLine;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Boot;

/// <summary><c>daybreak-simulator boot</c>: boots an image as an Azure VM and reports how provisioning went.</summary>
public static class BootCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var image = new Argument<string>("IMAGE") { Description = "A raw, qcow2 or fixed VHD disk image, or a root directory that contains systemd. It is not modified. Write a name that starts with '-' as ./-NAME." };
        image.RefuseOptions();
        var scenario = OptionOf.Scenario("The VM and its faults: a YAML or JSON file, or the name of a built-in scenario.");
        var timeLimit = OptionOf.Number("--time-limit", "SECONDS", "How long to wait for the health report. The default, 1200, is Azure's limit.", 1, 86_400);
        var memory = OptionOf.Number("--memory", "MIB", "The machine's memory. Default: 1024.", 64, 1_048_576);
        var generation = OptionOf.Number("--generation", "1|2", "1: BIOS; 2: UEFI. Default: the scenario's generation.", 1, 2);
        var accelerator = OptionOf.Accelerator();
        var kernel = OptionOf.File("--kernel", "Boot this kernel directly, without firmware and boot loader.");
        var initrd = OptionOf.File("--initrd", "The initial RAM disk for --kernel.");
        var append = new Option<string?>("--append") { HelpName = "TEXT", Description = "The kernel command line for --kernel, such as \"root=LABEL=root rw\"." };
        var console = OptionOf.File("--console", "Append the serial console's output to this file.");
        var json = OptionOf.File("--json", "Write the result to this file as JSON.");
        var junit = OptionOf.File("--junit", "Write the result to this file as JUnit XML, for CI pipelines.");
        var keep = new Option<bool>("--keep") { Description = "Keep the machine running until Ctrl-C and print how to log in." };

        var command = new Command("boot", "Boot an image as an Azure VM in an isolated network and report how provisioning went. Requires root.")
        {
            image, scenario, timeLimit, memory, generation, accelerator, kernel, initrd, append, console, json, junit, keep,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(image) is { Tokens: [{ Value.Length: 0 }] }) result.AddError("boot requires the path of an image, not ''.");
            if (result.GetResult(kernel) is null && (result.GetResult(initrd) is not null || result.GetResult(append) is not null)) result.AddError("--initrd and --append require --kernel.");
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
