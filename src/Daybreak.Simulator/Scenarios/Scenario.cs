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
    IReadOnlyList<Fault> Faults);

/// <summary>What is special about this host's metadata service.</summary>
public sealed record ImdsSettings
{
    /// <summary>The newest api-version that the service knows, for playing an older host; <see langword="null"/> for the newest published one.</summary>
    public string? NewestApiVersion { get; init; }

    /// <summary>Whether a VM that asks more than five times a second is refused, as on the platform. Off for measurements, where one run follows another.</summary>
    public bool RateLimited { get; init; } = true;
}
