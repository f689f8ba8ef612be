using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Faults;

namespace Daybreak.Simulator.Scenarios;

/// <summary>What is simulated: a VM as the platform sees it, and what goes wrong.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Imds">What is special about this host's metadata service.</param>
/// <param name="Certificates">The certificates that the platform holds for the VM.</param>
/// <param name="Packaging">How the WireServer packs them.</param>
/// <param name="Faults">What goes wrong, in the order in which it is looked at.</param>
public sealed record Scenario(
    VirtualMachine Vm,
    ImdsSettings Imds,
    IReadOnlyList<CertificateDescription> Certificates,
    CertificatePackaging Packaging,
    IReadOnlyList<Fault> Faults)
{
    /// <summary>The provisioning disc.</summary>
    public DiscSettings Disc { get; init; } = new();

    /// <summary>What a booted VM hears by DHCP.</summary>
    public DhcpSettings Dhcp { get; init; } = new();

    /// <summary>What is special about this host's WireServer.</summary>
    public WireServerSettings WireServer { get; init; } = new();

    /// <summary>Who a pre-provisioned VM becomes; <see langword="null"/> when the scenario does not say.</summary>
    public VirtualMachine? ReprovisionedAs { get; init; }

    /// <summary>What a boot is to come to.</summary>
    public ExpectedOutcome Expect { get; init; } = new();

    /// <summary>The VM as its user ordered it: who a pre-provisioned one becomes, where it becomes anybody.</summary>
    public VirtualMachine Ordered => BecomesAnother ? ReprovisionedAs! : Vm;

    /// <summary>This scenario with another order.</summary>
    public Scenario WithOrdered(VirtualMachine ordered) => BecomesAnother ? this with { ReprovisionedAs = ordered } : this with { Vm = ordered };

    private bool BecomesAnother => ReprovisionedAs is not null && Vm.PreprovisioningType is "Running" or "Savable";
}
