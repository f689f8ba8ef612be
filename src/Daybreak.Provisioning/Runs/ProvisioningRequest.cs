namespace Daybreak.Provisioning.Runs;

/// <summary>What a run is asked to do.</summary>
public sealed record ProvisioningRequest
{
    /// <summary>The VM id to go by instead of the machine's own; null for the machine's own.</summary>
    public VmId? VmId { get; init; }

    /// <summary>The only steps to take, by name; none for all. A run of chosen steps reports nothing and retires nothing.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>
    /// The command that does, in a process of its own, what the custom data asks for after Ready: nobody waits for it. Null where this run does it.
    /// </summary>
    public IReadOnlyList<string>? Afterwards { get; init; }

    /// <summary>How much of it.</summary>
    public Phase Phase { get; init; } = Phase.All;
}

/// <summary>The parts of a provisioning, by what must be there for them.</summary>
public enum Phase
{
    /// <summary>Everything that is still missing. After the local phase, what only the network brings.</summary>
    All,

    /// <summary>What the media alone can settle, before the network is configured: nobody is asked and nobody is told.</summary>
    Local,
}
