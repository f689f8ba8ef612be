namespace Daybreak.Simulator.Hosting;

/// <summary>The host's state of one VM, which changes while the VM runs: incarnation, readiness, assignment of a pre-provisioned VM.</summary>
public sealed class HostState
{
    private readonly long _start;
    private readonly Lock _gate = new();
    private long _goalStates;
    private int _advanced;
    private TimeSpan? _ready;
    private bool _assigned;

    /// <summary>Creates the state and starts its clock.</summary>
    public HostState(Scenario scenario, CertificateStore certificates, TimeProvider time)
    {
        (Scenario, Certificates, Time) = (scenario, certificates, time);
        _start = time.GetTimestamp();
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The certificates that the platform has for the VM.</summary>
    public CertificateStore Certificates { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => Time.GetElapsedTime(_start);

    /// <summary>The current description of the VM, with the current incarnation.</summary>
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

    /// <summary>Whether a pre-provisioned VM has been assigned to its user.</summary>
    public bool IsAssigned
    {
        get
        {
            lock (_gate) return Assigned();
        }
    }

    private bool IsAssignable => Scenario.Vm.PreprovisioningType is "Running" or "Savable";

    /// <summary>Counts a delivered goal state.</summary>
    public void GoalStateFetched()
    {
        lock (_gate) _goalStates++;
    }

    /// <summary>Records an accepted report of Ready.</summary>
    public void ReportReady()
    {
        lock (_gate) _ready ??= Elapsed;
    }

    /// <summary>Increases the incarnation by one.</summary>
    public void Advance()
    {
        lock (_gate) _advanced++;
    }

    /// <summary>Assigns a pre-provisioned VM to its user; false if it is not a pre-provisioned VM that can be assigned.</summary>
    public bool Assign()
    {
        lock (_gate) return _assigned = IsAssignable;
    }

    private bool Assigned() => _assigned || (IsAssignable && _ready is { } ready && Elapsed >= ready + Scenario.Imds.ReprovisionAfter);

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
