using System.Text.Json;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Ssh;
using EndToEnd.Images;
using EndToEnd.Machines;
using RunDirectory = EndToEnd.Images.RunDirectory;

namespace EndToEnd.BootLoaders;

/// <summary>
/// Disks that boot by themselves, with firmware, GRUB and Debian's kernel: a fixed VHD, as Azure requires it, and other formats. The tests also verify that GRUB uses
/// the files that Daybreak edits. The disk comes from eng/boot-loader-image.sh, whose agent is configured to redirect the console.
/// </summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class FirmwareBootTests
{
    // Without rootdelay=300: Debian's initial RAM disk would wait that long, and the test would fail.
    private const string Serial = "console=ttyS0,115200n8 earlyprintk=ttyS0,115200";

    // About 90 seconds each under emulation, half of it for GRUB and for unpacking the kernel.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Boots_a_fixed_VHD_with_BIOS()
    {
        var directory = RunDirectory.New("bios");
        var (disk, verdict, console) = (Path.Combine(directory, "disk.vhd"), Path.Combine(directory, "verdict.json"), Path.Combine(directory, "console.log"));
        await ConvertAsync("vpc", "subformat=fixed,force_size", disk);

        var result = await new Command(Repository.Simulator, "boot", disk, "--generation", "1", "--json", verdict, "--console", console).RunAsync(limit: Limit);

        Assert.True(result.ExitStatus == 0, result.Output + result.Errors);
        using var found = JsonDocument.Parse(await File.ReadAllTextAsync(verdict, TestContext.Current.CancellationToken));
        Assert.All(found.RootElement.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.True(found.RootElement.GetProperty("login").GetProperty("works").GetBoolean());
        // Debian's defaults: quiet, and no output on the serial port.
        Assert.DoesNotContain("Linux version", await File.ReadAllTextAsync(console, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boots_a_qcow2_with_UEFI_and_uses_the_serial_port_from_the_second_boot()
    {
        var disk = Path.Combine(RunDirectory.New("uefi"), "disk.qcow2");
        await ConvertAsync("qcow2", "compression_type=zlib", disk);
        var scenario = Daybreak.Simulator.Scenarios.ScenarioFile.Parse("vm: {name: speaks, user: alice, generation: 2}", "uefi.yaml", Repository.Root).Scenario!;
        var request = new BootRequest(ImageRecognition.Recognise(disk), scenario, RunDirectory.New("uefi")) { TimeLimit = Limit };
        await using var session = await BootSession.StartAsync(request);
        var machine = session.Machine;

        var record = await new BootWatch(session, request).RunAsync(TestContext.Current.CancellationToken);
        var verdict = BootResult.Of(record, scenario.Expect);
        Assert.True(verdict.AsExpected, $"{string.Join('\n', verdict.Checks)}\n{Wait.Tail(machine.Console)}");
        var root = machine.Client(new SshLogin.ByKey("root", (await MachineImage.Debian12).SshKey));
        Assert.Equal("efi", await AskAsync("test -d /sys/firmware/efi && echo efi"));
        var first = await AskAsync("cat /proc/cmdline");
        Assert.Contains(" quiet", first, StringComparison.Ordinal);
        Assert.DoesNotContain("console=", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Linux version", machine.Console, StringComparison.Ordinal);
        await AskAsync("timeout 100 systemctl is-system-running --wait");
        Assert.Equal("3", await AskAsync($"grep -c '{Serial}$' /boot/grub/grub.cfg"));

        await root.RunAsync(machine.Address!, "systemctl reboot");
        await Wait.UntilAsync(() => !machine.IsOn, Limit, "the machine to be off");
        await machine.PowerOnAsync(scenario.Vm.Id.ToString());
        await machine.WaitForSshAsync();

        Assert.Equal(first.Replace(" quiet", "", StringComparison.Ordinal) + " " + Serial, await AskAsync("cat /proc/cmdline"));
        Assert.Equal("ttyS0", await AskAsync("cat /sys/class/tty/console/active"));
        await Wait.UntilAsync(() => machine.Console.Contains("speaks login:", StringComparison.Ordinal), Limit, "the prompt on the serial port", machine.FailureReason);
        Assert.Contains("Linux version", machine.Console, StringComparison.Ordinal);
        // update-grub, which runs after each kernel update, keeps the changes.
        Assert.Equal("3\nterminal_output serial console", await AskAsync($"update-grub 2>/dev/null; grep -c '{Serial.Replace(" ", ".* ", StringComparison.Ordinal)}' /boot/grub/grub.cfg; grep ^terminal_output /boot/grub/grub.cfg"));

        async Task<string> AskAsync(string command) => (await root.RunAsync(machine.Address!, command)).Succeeded().Text;
    }

    [Theory]
    [InlineData("vpc", "is a dynamic VHD: convert it to a fixed VHD, as Azure requires, with qemu-img convert -O vpc -o subformat=fixed,force_size")]
    [InlineData("vhdx", "is a VHDX: convert it to a fixed VHD, as Azure requires, with qemu-img convert -O vpc -o subformat=fixed,force_size")]
    [InlineData("vmdk", "is a VMDK: convert it with qemu-img convert -O qcow2")]
    public async Task Rejects_a_disk_of_another_format_in_one_sentence(string format, string sentence)
    {
        Requirements.ForVirtualMachine();
        var disk = Path.Combine(RunDirectory.New("refused"), "disk.vhd");
        (await new Command("qemu-img", "create", "-q", "-f", format, disk, "64M").RunAsync()).Succeeded();

        var result = await new Command(Repository.Simulator, "boot", disk).RunAsync();

        Assert.Equal((65, ""), (result.ExitStatus, result.Output));
        Assert.StartsWith($"daybreak-simulator: image '{disk}' {sentence}", Assert.Single(result.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_a_disk_without_a_boot_loader_immediately()
    {
        Requirements.ForVirtualMachine();
        var disk = Path.Combine(RunDirectory.New("empty"), "disk.raw");
        (await Command.Shell("""truncate -s 64M "$1"; echo 'label: gpt' | sfdisk --quiet "$1" """, disk).RunAsync()).Succeeded();

        var result = await new Command(Repository.Simulator, "boot", disk, "--generation", "1").RunAsync(limit: Limit);

        Assert.Equal((69, ""), (result.ExitStatus, result.Output));
        Assert.Equal("daybreak-simulator: cannot set up the machine: a disk without boot code cannot boot as generation 1; use generation 2 for an image that boots with UEFI", result.Errors.Trim());
    }

    private static async Task ConvertAsync(string format, string options, string disk)
    {
        Requirements.ForVirtualMachine();
        Requirements.Need("losetup", "partx", "mkfs.vfat", "mcopy", Firmware.Code);
        var made = (await new Command(Repository.Item("eng/boot-loader-image.sh")).RunAsync(limit: TimeSpan.FromMinutes(15))).Succeeded().Text;
        (await new Command("qemu-img", "convert", "-O", format, "-o", options, Path.Combine(made, "disk.raw"), disk).RunAsync(limit: Limit)).Succeeded();
    }
}
