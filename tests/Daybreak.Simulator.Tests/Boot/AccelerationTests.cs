using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Tests.Boot;

public sealed class AccelerationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("daybreak-acceleration-").FullName;
    private readonly List<string> _log = [];
    private int _trials;

    private string File => Path.Combine(_directory, "kvm-failure");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private Acceleration WithTrial(string? failure, string? file = null) => new(
        () =>
        {
            _trials++;
            return Task.FromResult(failure);
        },
        file,
        _log.Add);

    [Theory]
    [InlineData(AcceleratorChoice.Auto, null, Accelerator.Kvm, 1)]
    [InlineData(AcceleratorChoice.Auto, "the trial guest did not finish", Accelerator.Emulation, 1)]
    [InlineData(AcceleratorChoice.Kvm, "the trial guest did not finish", Accelerator.Kvm, 0)]
    [InlineData(AcceleratorChoice.Tcg, null, Accelerator.Emulation, 0)]
    public async Task Only_auto_depends_on_the_trial(AcceleratorChoice choice, string? failure, Accelerator expected, int trials)
    {
        var acceleration = WithTrial(failure);

        Assert.Equal(expected, await acceleration.ChooseAsync(choice));
        Assert.Equal(expected, await acceleration.ChooseAsync(choice));

        Assert.Equal(trials, _trials);
    }

    [Fact]
    public async Task The_reason_against_KVM_is_printed_once()
    {
        var acceleration = WithTrial("there is no /dev/kvm");

        await acceleration.ChooseAsync(AcceleratorChoice.Auto);
        acceleration.Reject("another reason");
        await acceleration.ChooseAsync(AcceleratorChoice.Auto);

        Assert.Equal(["using emulation (TCG) instead of KVM: there is no /dev/kvm"], _log);
    }

    [Fact]
    public async Task Another_process_of_the_run_uses_emulation_without_a_trial()
    {
        var first = WithTrial(null, File);
        Assert.Equal(Accelerator.Kvm, await first.ChooseAsync(AcceleratorChoice.Auto));
        first.Reject("the kernel gave no sign of life");

        var second = WithTrial(null, File);

        Assert.Equal(Accelerator.Emulation, await second.ChooseAsync(AcceleratorChoice.Auto));
        Assert.Equal(Accelerator.Kvm, await second.ChooseAsync(AcceleratorChoice.Kvm));
        Assert.Equal(1, _trials);
        Assert.Equal("the kernel gave no sign of life\n", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_does_not_stop_the_run()
    {
        var acceleration = WithTrial("there is no /dev/kvm", Path.Combine(_directory, "missing", "kvm-failure"));

        Assert.Equal(Accelerator.Emulation, await acceleration.ChooseAsync(AcceleratorChoice.Auto));

        Assert.Equal(2, _log.Count);
        Assert.StartsWith("cannot write '", _log[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", AcceleratorChoice.Auto)]
    [InlineData("kvm", AcceleratorChoice.Kvm)]
    [InlineData("tcg", AcceleratorChoice.Tcg)]
    [InlineData("KVM", null)]
    [InlineData("", null)]
    public void Three_words_are_known(string word, AcceleratorChoice? expected) => Assert.Equal(expected, AcceleratorChoices.Parse(word));

    [Theory]
    [InlineData("Linux version 6.1.0-32-amd64 (debian-kernel@lists.debian.org)\r\n", true)]
    [InlineData("[    0.000000] Command line: console=ttyS0\r\n", true)]
    [InlineData("BdsDxe: starting Boot0001\r\n[ 1234.567890] systemd[1]: Hostname set\r\n", true)]
    [InlineData("BdsDxe: loading Boot0001 \"UEFI QEMU HARDDISK\" from PciRoot(0x0)\r\n", false)]
    [InlineData("GNU GRUB  version 2.06\r\n  *Debian GNU/Linux\r\n", false)]
    [InlineData("EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path\r\n", false)]
    [InlineData("", false)]
    public void Output_of_firmware_and_boot_loader_is_not_output_of_the_kernel(string console, bool expected) => Assert.Equal(expected, KernelOutput.IsIn(console));
}
