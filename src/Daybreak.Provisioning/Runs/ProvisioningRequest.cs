namespace Daybreak.Provisioning.Runs;

/// <summary>The options of a run.</summary>
public sealed record ProvisioningRequest
{
    /// <summary>The VM id to use instead of the machine's; null for the machine's.</summary>
    public VmId? VmId { get; init; }

    /// <summary>The names of the only steps to run; empty for all. Such a run sends no report and disables no units.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The command that runs custom data in the background after Ready; null if this run does it.</summary>
    public IReadOnlyList<string>? Afterwards { get; init; }

    /// <summary>The phase to run.</summary>
    public Phase Phase { get; init; } = Phase.All;
}

/// <summary>The phases that can be run alone.</summary>
public enum Phase
{
    /// <summary>Everything that is still missing.</summary>
    All,

    /// <summary>What the media alone decides, before the network is up: no requests and no report.</summary>
    Local,
}
