using Daybreak.Machine.Identity;

namespace Daybreak.Provisioning;

/// <summary>What a run is asked to do.</summary>
public sealed record ProvisioningRequest
{
    /// <summary>The VM id to go by instead of the machine's own; null for the machine's own.</summary>
    public VmId? VmId { get; init; }

    /// <summary>The only steps to take, by name; none for all. A run of chosen steps reports nothing and retires nothing.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];
}
