using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Page;

/// <summary>Groups a VM's requests into provisionings.</summary>
/// <remarks>
/// A provisioning ends with an accepted Ready or NotReady. What the VM asks afterwards still belongs to it (an agent that stays asks for the goal
/// state for ever), until the VM asks for what provisioning begins with: the metadata or the protocol's versions.
/// </remarks>
internal sealed class Provisionings
{
    // VMs beyond this share the last place's fate: their groups begin anew. It bounds the memory for clients that change their address.
    private const int VmLimit = 20_000;

    private readonly Dictionary<string, ProvisioningState> _current = [];
    private int _last;

    /// <summary>The state of the provisioning that the request belongs to, after this request.</summary>
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

/// <summary>Where a provisioning stands.</summary>
/// <param name="Number">From 1, over all VMs.</param>
/// <param name="Outcome">What the VM has reported.</param>
public sealed record ProvisioningState(int Number, ProvisioningOutcome Outcome);

/// <summary>What a VM has reported, and the platform accepted.</summary>
public enum ProvisioningOutcome
{
    /// <summary>Nothing yet.</summary>
    Running,

    /// <summary>Ready.</summary>
    Ready,

    /// <summary>That it failed.</summary>
    NotReady,
}
