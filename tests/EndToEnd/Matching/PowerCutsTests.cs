using EndToEnd.Images;
using EndToEnd.Machines;

namespace EndToEnd.Matching;

/// <summary>
/// The power fails at several moments of the provisioning of a VM, boot after boot, so that data that was not synced is lost. After an
/// undisturbed boot, the machine is the same as one without power failures.
/// </summary>
public sealed class PowerCuts : MatchedMachine
{
    // The last message on the console before the power fails, some time later. The agent prints a change when it has made it.
    private static readonly string[] Moments =
    [
        "host-name: kernel host name", "account: new user alice", "sudo: checking /etc/sudoers.d", "ssh-keys: private key of alice", "ssh-host-keys: new rsa host key generated", "ssh-policy: ssh password login",
    ];

    // The moments are always the same, so that a failure can be reproduced.
    private readonly Random delays = new(4);

    // Always emulated: under KVM, the agent would report Ready before the power fails.
    public PowerCuts() : base(new MachineKind.Virtual { Accelerator = AcceleratorChoice.Tcg }, "power-cuts", async () => await (await LayeredImage.Debian12).WithCertificatesAsync(), Customer.WithKeyPairAsync)
    {
    }

    /// <summary>The moments of the power failures, and whether the platform had received a report.</summary>
    public List<(string Moment, bool HadAcceptedReady)> Cuts { get; } = [];

    protected override async Task BeforeFirstBootAsync(Laboratory laboratory, Customer customer)
    {
        foreach (string moment in Moments)
        {
            int before = laboratory.Machine.Console.Length;
            await laboratory.BootAsync(customer.Scenario);
            // A completed change is not logged again. Then the end of the local phase is the moment.
            await Wait.UntilAsync(() => laboratory.Machine.Console[before..] is var output && (Contains(output, moment) || Contains(output, "provisioned from the media") || Contains(output, "nothing to do: the machine matches")), TimeSpan.FromMinutes(4), moment, laboratory.Machine.FailureReason);
            await Task.Delay(delays.Next(150));
            await laboratory.Machine.CutPowerAsync();
            Cuts.Add((moment, laboratory.Platform.HasAcceptedReady));
        }
    }

    private static bool Contains(string output, string what) => output.Contains(what, StringComparison.Ordinal);
}

/// <summary>After six power failures, the machine is the same as one without.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class PowerCutsTests(PowerCuts machine) : PasswordMatchingTests(machine), IClassFixture<PowerCuts>
{
    [Fact]
    public async Task Cuts_the_power_only_before_Ready()
    {
        await Machine.FirstBoot;
        Assert.All(machine.Cuts, cut => Assert.False(cut.HadAcceptedReady, cut.Moment));
        Assert.Equal(6, machine.Cuts.Count);
    }

    [Fact]
    public async Task Writes_the_complete_key_pair() =>
        Assert.Equal("alice:alice 644 id_ecdsa.pub\nalice:alice 600 id_ecdsa", (await Machine.FirstBoot).Facts["key pair"]);
}
