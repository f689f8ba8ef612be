namespace Daybreak.Simulator.Scenarios;

/// <summary>A scenario: a VM as the platform sees it, and the faults.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Imds">The settings of the metadata service.</param>
/// <param name="Certificates">The certificates that the platform has for the VM.</param>
/// <param name="Packaging">How the WireServer packages them.</param>
/// <param name="Faults">The faults, in the order in which they are tried.</param>
public sealed record Scenario(
    VirtualMachine Vm,
    ImdsSettings Imds,
    IReadOnlyList<CertificateDescription> Certificates,
    CertificatePackaging Packaging,
    IReadOnlyList<Fault> Faults)
{
    /// <summary>The provisioning disc.</summary>
    public DiscSettings Disc { get; init; } = new();

    /// <summary>The settings of the DHCP server.</summary>
    public DhcpSettings Dhcp { get; init; } = new();

    /// <summary>The settings of the WireServer.</summary>
    public WireServerSettings WireServer { get; init; } = new();

    /// <summary>The configuration that a pre-provisioned VM gets on assignment; <see langword="null"/> if there is none.</summary>
    public VirtualMachine? ReprovisionedAs { get; init; }

    /// <summary>The expected outcome of a boot.</summary>
    public ExpectedOutcome Expect { get; init; } = new();

    /// <summary>The VM as its user ordered it: the assigned configuration if the VM is pre-provisioned and has one.</summary>
    public VirtualMachine Ordered => IsReassigned ? ReprovisionedAs! : Vm;

    /// <summary>This scenario with a different order.</summary>
    public Scenario WithOrdered(VirtualMachine ordered) => IsReassigned ? this with { ReprovisionedAs = ordered } : this with { Vm = ordered };

    private bool IsReassigned => ReprovisionedAs is not null && Vm.PreprovisioningType is "Running" or "Savable";
}
