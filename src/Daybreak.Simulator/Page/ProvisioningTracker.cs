namespace Daybreak.Simulator.Page;

/// <summary>Groups the requests of a VM by provisioning.</summary>
/// <remarks>
/// A provisioning ends with an accepted Ready or NotReady. Later requests still belong to it, because resident agents keep polling the goal
/// state, until a request for the metadata or the protocol versions starts a new one.
/// </remarks>
internal sealed class ProvisioningTracker
{
    // Bounds the memory for clients that change their address. Beyond the limit all groups restart.
    private const int VmLimit = 20_000;

    private readonly Dictionary<string, ProvisioningState> _current = [];
    private int _last;

    /// <summary>Returns the provisioning that the request belongs to, with its state after the request.</summary>
    public ProvisioningState Assign(string vm, LogEntry entry)
    {
        if (_current.Count >= VmLimit && !_current.ContainsKey(vm)) _current.Clear();
        if (!_current.TryGetValue(vm, out var state) || (state.Outcome != ProvisioningOutcome.Running && Begins(entry)))
            state = new ProvisioningState(++_last, ProvisioningOutcome.Running);
        if (Reported(entry) is { } outcome) state = state with { Outcome = outcome };
        return _current[vm] = state;
    }

    private static bool Begins(LogEntry entry) => entry.Operation is Operations.ImdsInstance or Operations.ImdsVersions or Operations.WireServerVersions;

    private static ProvisioningOutcome? Reported(LogEntry entry)
    {
        if (entry.Operation is not (Operations.WireServerHealth or Operations.WireServerProvisioningHealth)) return null;
        if (entry.Answer is not { Status: 200 or 201 } || entry.Body is not { } body) return null;
        return body.Contains("NotReady", StringComparison.Ordinal) ? ProvisioningOutcome.NotReady : ProvisioningOutcome.Ready;
    }
}

/// <summary>The state of a provisioning.</summary>
/// <param name="Number">Its number across all VMs, from 1.</param>
/// <param name="Outcome">The last accepted report.</param>
public sealed record ProvisioningState(int Number, ProvisioningOutcome Outcome);

/// <summary>The last report of a VM that the platform accepted.</summary>
public enum ProvisioningOutcome
{
    /// <summary>None yet.</summary>
    Running,

    /// <summary>Ready.</summary>
    Ready,

    /// <summary>NotReady.</summary>
    NotReady,
}
