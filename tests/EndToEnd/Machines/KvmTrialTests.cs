namespace EndToEnd.Machines;

/// <summary>The guest with which the simulator tests KVM, run under QEMU's emulation, which works everywhere.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class KvmTrialTests
{
    private static readonly TimeSpan EmulationLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(2);

    public static TheoryData<string, byte[]> HangingGuests => new()
    {
        // jmp $
        { "an endless loop", [0xeb, 0xfe] },
        // cli; hlt; jmp back to hlt
        { "a halted processor", [0xfa, 0xf4, 0xeb, 0xfd] },
    };

    [Fact]
    public async Task Finishes_the_trial_guest()
    {
        Requirements.Need("qemu-system-x86_64");

        Assert.Null(await KvmTrial.RunAsync(Accelerator.Emulation, TrialGuest.Disk(TrialGuest.Code), EmulationLimit));
    }

    [Theory]
    [MemberData(nameof(HangingGuests))]
    public async Task Uses_emulation_if_the_guest_hangs(string hang, byte[] code)
    {
        Requirements.Need("qemu-system-x86_64");
        var sentences = new List<string>();
        var acceleration = new Acceleration(() => KvmTrial.RunAsync(Accelerator.Emulation, TrialGuest.Disk(code), ShortLimit), null, sentences.Add);

        Assert.True(await acceleration.ChooseAsync(AcceleratorChoice.Auto) == Accelerator.Emulation, hang);

        Assert.Equal(["using emulation (TCG) instead of KVM: the trial guest did not finish within 2 s"], sentences);
    }

    [Fact]
    public async Task Fails_if_the_guest_ends_in_another_way()
    {
        Requirements.Need("qemu-system-x86_64");
        // mov al, 0xfe; out 0x64, al: a reset, which ends QEMU with exit status 0
        byte[] reset = [0xb0, 0xfe, 0xe6, 0x64, 0xeb, 0xfe];

        Assert.StartsWith("QEMU ended with exit status 0", await KvmTrial.RunAsync(Accelerator.Emulation, TrialGuest.Disk(reset), EmulationLimit), StringComparison.Ordinal);
    }

    /// <summary>The trial ends in bounded time, regardless of the state of /dev/kvm.</summary>
    [Fact]
    public async Task Ends_the_trial_on_this_machine()
    {
        Requirements.Need("qemu-system-x86_64");

        var failure = await KvmTrial.RunAsync().WaitAsync(KvmTrial.Limit + EmulationLimit, TestContext.Current.CancellationToken);

        Assert.True(failure is null || failure.Length > 10, failure);
        TestContext.Current.TestOutputHelper?.WriteLine(failure ?? "KVM works");
    }
}
