using System.Text.RegularExpressions;
using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd;

/// <summary>A first boot to look at: what <c>./demo.sh --vm</c> shows. It runs only when it is asked for.</summary>
[Trait(MachineKind.Trait, "demo")]
public sealed partial class Demonstration
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    [Fact(Explicit = true)]
    public async Task A_booted_Debian_provisions_itself()
    {
        var kind = new MachineKind.Virtual();
        kind.Require();
        Heading("Debian 12 with the agent in it, made once and kept; a minute or two, the first time");
        var scenario = new Scenario();
        await using var laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "demo");

        Heading("What the simulated platform plays, at 168.63.129.16 and 169.254.169.254 in a network namespace");
        Console.Write(scenario.ToYaml());

        Heading("The serial console of the first boot: the agent's lines and what leads to them (the processor is emulated)");
        await laboratory.BootAsync(scenario);
        await ShowConsoleAsync(laboratory.Machine, laboratory.Machine.WaitForBootAsync());
        Assert.True(laboratory.Platform.KnowsReady);

        Heading("What the platform was asked, and what it answered");
        ShowRequests(laboratory.Platform);

        Heading("The machine, over ssh");
        await ShowAsync(laboratory.Machine, "hostname; getent hosts \"$(hostname)\"; systemctl is-enabled azure-provisioning.service; true");
        await ShowAsync(laboratory.Machine, "daybreak status");
        await ShowAsync(laboratory.Machine, "daybreak timeline");

        Heading("A second boot asks nothing");
        await laboratory.PlayAsync(scenario);
        await laboratory.Machine.RebootAsync();
        await laboratory.Machine.WaitForBootAsync();
        await ShowAsync(laboratory.Machine, "journalctl --boot --no-pager --output=cat --unit=azure-boot.service");
        ShowRequests(laboratory.Platform);
        Assert.Empty(laboratory.Platform.Requests);
    }

    private static void Heading(string text) => Console.WriteLine($"\n== {text}");

    private static void ShowRequests(SimulatedPlatform platform)
    {
        if (platform.Requests.Count == 0) Console.WriteLine("no requests");
        foreach (var request in platform.Requests) Console.WriteLine(request);
    }

    private static async Task ShowAsync(Machine machine, string command)
    {
        Console.WriteLine($"# {command}");
        Console.WriteLine((await machine.SshAsync(command)).Output.TrimEnd());
    }

    private static async Task ShowConsoleAsync(Machine machine, Task until)
    {
        var shown = 0;
        var last = false;
        while (!last)
        {
            last = until.IsCompleted;
            var console = machine.Console;
            var whole = console[shown..(console.LastIndexOf('\n') + 1)];
            shown += whole.Length;
            foreach (var line in whole.Split('\n').Select(line => ControlSequence().Replace(line, "").Trim()).Where(line => OfInterest().IsMatch(line)))
                Console.WriteLine(line);
            if (!last) await Task.Delay(Interval);
        }
        await until;
    }

    [GeneratedRegex(@"daybreak\[|Welcome to|azure-|Network is Online")]
    private static partial Regex OfInterest();

    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]|\r")]
    private static partial Regex ControlSequence();
}
