using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Hosting;

/// <summary>What the host of one VM knows and what changes while the VM runs: incarnation, readiness, whom a pre-provisioned VM belongs to.</summary>
public sealed class HostState
{
    private readonly long _start;
    private readonly Lock _gate = new();
    private long _goalStates;
    private int _advanced;
    private TimeSpan? _ready;
    private bool _assigned;

    /// <summary>The time since the start begins to run.</summary>
    public HostState(Scenario scenario, CertificateStore certificates, TimeProvider time)
    {
        (Scenario, Certificates, Time) = (scenario, certificates, time);
        _start = time.GetTimestamp();
    }

    /// <summary>What is simulated.</summary>
    public Scenario Scenario { get; }

    /// <summary>The certificates that the platform holds for the VM.</summary>
    public CertificateStore Certificates { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(_start);

    /// <summary>The VM as the platform knows it now, with the incarnation of now.</summary>
    public VirtualMachine Vm
    {
        get
        {
            lock (_gate) return Current();
        }
    }

    /// <summary>Whether a report of Ready was accepted.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate) return _ready is not null;
        }
    }

    /// <summary>Whether a pre-provisioned VM has been given to its user.</summary>
    public bool IsAssigned
    {
        get
        {
            lock (_gate) return Assigned();
        }
    }

    private bool IsReusable => Scenario.Vm.PreprovisioningType is "Running" or "Savable";

    /// <summary>The goal state was fetched.</summary>
    public void GoalStateFetched()
    {
        lock (_gate) _goalStates++;
    }

    /// <summary>A report of Ready was accepted.</summary>
    public void HeardReady()
    {
        lock (_gate) _ready ??= Elapsed;
    }

    /// <summary>The incarnation rises by one.</summary>
    public void Advance()
    {
        lock (_gate) _advanced++;
    }

    /// <summary>Gives a pre-provisioned VM to its user; false when it is none that can be reused.</summary>
    public bool Assign()
    {
        lock (_gate) return _assigned = IsReusable;
    }

    private bool Assigned() => _assigned || (IsReusable && _ready is { } ready && Elapsed >= ready + Scenario.Imds.ReprovisionAfter);

    private VirtualMachine Current()
    {
        var assigned = Assigned();
        var vm = assigned ? Scenario.ReprovisionedAs ?? Scenario.Vm with { PreprovisioningType = "None" } : Scenario.Vm;
        var settings = Scenario.WireServer;
        var incarnation = Scenario.Vm.Incarnation + _advanced + (assigned ? 1 : 0)
            + (settings.AdvanceEvery is { } every ? (long)(Elapsed / every) : 0)
            + (settings.AdvanceAfterGoalStates is { } count ? _goalStates / count : 0);
        return vm with { Incarnation = (int)Math.Min(incarnation, int.MaxValue) };
    }
}
