using EndToEnd.Images;
using EndToEnd.Machines;

namespace EndToEnd.FirstLight;

/// <summary>The agent needs nothing: alone in an initial RAM disk, as the first program of a kernel, it runs.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class InitramfsTests
{
    [Fact]
    public async Task As_the_kernels_first_program_it_prints_its_version()
    {
        Requirements.Need("qemu-system-x86_64", "cpio", "mmdebstrap");
        var expected = (await new Command(Repository.Agent, "--version").RunAsync()).Succeeded().Text;
        var image = await MachineImage.Debian12;
        var directory = RunDirectory.New("initramfs");
        // The kernel's built-in archive brings /dev/console, and there is nothing else but this one file.
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

        var told = (await File.ReadAllTextAsync(console)).ReplaceLineEndings("\n");
        Assert.Contains($"\n{expected}\n", told, StringComparison.Ordinal);
        // The kernel cannot go on without its first program, and says how that ended: with exit status 0.
        Assert.Contains("Attempted to kill init! exitcode=0x00000000", told, StringComparison.Ordinal);
    }
}
