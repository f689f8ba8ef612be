using EndToEnd.Images;
using EndToEnd.Machines;

namespace EndToEnd.FirstLight;

/// <summary>The agent has no dependencies: it runs as the first program of a kernel, alone in an initial RAM disk.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class InitramfsTests
{
    [Fact]
    public async Task Prints_its_version_as_the_first_program_of_the_kernel()
    {
        Requirements.Need("qemu-system-x86_64", "cpio", "mmdebstrap");
        var expected = (await new Command(Repository.Agent, "--version").RunAsync()).Succeeded().Text;
        var image = await MachineImage.Debian12;
        var directory = RunDirectory.New("initramfs");
        // The kernel's built-in archive provides /dev/console. This file is the only other one.
        (await Command.Shell(
            """
            mkdir "$1/root"
            cp "$2" "$1/root/init"
            cd "$1/root"
            echo init | cpio --quiet --create --format=newc >"$1/initrd"
            """,
            directory, Repository.Agent).RunAsync()).Succeeded();

        var console = Path.Combine(directory, "console.log");
        await using var emulator = BackgroundProcess.Start(new(
        [
            .. Emulation.CommonArguments, "-m", "256", "-no-reboot",
            "-kernel", image.Kernel, "-initrd", Path.Combine(directory, "initrd"), "-append", $"{Emulation.KernelArguments} -- --version",
            .. Emulation.ConsoleArguments(console),
        ]));
        await emulator.WaitForExitAsync(TimeSpan.FromMinutes(2));

        var output = (await File.ReadAllTextAsync(console)).ReplaceLineEndings("\n");
        Assert.Contains($"\n{expected}\n", output, StringComparison.Ordinal);
        // The kernel panics when its first program ends, and prints the exit status: 0.
        Assert.Contains("Attempted to kill init! exitcode=0x00000000", output, StringComparison.Ordinal);
    }
}
