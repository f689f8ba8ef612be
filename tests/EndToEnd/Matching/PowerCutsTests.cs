using EndToEnd.Images;
using EndToEnd.Machines;

namespace EndToEnd.Matching;

/// <summary>
/// The power goes at several moments of one VM's provisioning, boot after boot, so that whatever was not synced is lost; then it is let
/// alone, and is what an undisturbed one is.
/// </summary>
public sealed class PowerCuts : MatchedMachine
{
    // What the console says last before the power goes, some moment later; the agent prints a change when it has made it.
    private static readonly string[] Moments =
    [
        "host-name: kernel host name", "account: new user alice", "sudo: what /etc/sudoers.d", "ssh-keys: private key of alice", "ssh-host-keys: new rsa host key made", "ssh-policy: ssh password login",
    ];

    // Always the same moments: a failure can be looked at again.
    private readonly Random delays = new(4);

    // Always emulated: under KVM, the agent reports Ready sooner after the last moment than the power goes.
    public PowerCuts() : base(new MachineKind.Virtual { Accelerator = AcceleratorChoice.Tcg }, "power-cuts", async () => await (await LayeredImage.Debian12).WithCertificatesAsync(), Customer.WithKeyPairAsync)
    {
    }

    /// <summary>Where the power went, and what the platform had heard by then.</summary>
    public List<(string Moment, bool KnewReady)> Cuts { get; } = [];

    protected override async Task BeforeFirstBootAsync(Laboratory laboratory, Customer customer)
    {
        foreach (string moment in Moments)
        {
            int before = laboratory.Machine.Console.Length;
            await laboratory.BootAsync(customer.Scenario);
            // What a cut came too late for is not said again: then the end of the local phase is the moment.
            await Wait.UntilAsync(() => laboratory.Machine.Console[before..] is var said && (Says(said, moment) || Says(said, "settled from the media") || Says(said, "matches already")), TimeSpan.FromMinutes(4), moment, laboratory.Machine.FailureReason);
            await Task.Delay(delays.Next(150));
            await laboratory.Machine.CutPowerAsync();
            Cuts.Add((moment, laboratory.Platform.KnowsReady));
        }
    }

    private static bool Says(string said, string what) => said.Contains(what, StringComparison.Ordinal);
}

/// <summary>After six power cuts the machine is what an undisturbed one is.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class PowerCutsTests(PowerCuts machine) : PasswordMatchingTests(machine), IClassFixture<PowerCuts>
{
    [Fact]
    public async Task No_cut_came_after_Ready()
    {
        await Machine.FirstBoot;
        Assert.All(machine.Cuts, cut => Assert.False(cut.KnewReady, cut.Moment));
        Assert.Equal(6, machine.Cuts.Count);
    }

    [Fact]
    public async Task The_key_pair_is_whole() =>
        Assert.Equal("alice:alice 644 id_ecdsa.pub\nalice:alice 600 id_ecdsa", (await Machine.FirstBoot).Facts["key pair"]);
}
