using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>A VM whose kernel does not run under KVM starts again under emulation, once.</summary>
public sealed class WatchedStartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly VirtualTime _time = new();
    private readonly List<string> _log = [];
    private readonly Acceleration _acceleration;

    public WatchedStartTests() => _acceleration = new Acceleration(() => Task.FromResult<string?>(null), null, _log.Add);

    private Task<Accelerator> Run(FakeMachine machine, AcceleratorChoice choice = AcceleratorChoice.Auto, CancellationToken cancellation = default) =>
        new WatchedStart(_acceleration, _time).RunAsync(choice, machine, Limit, cancellation);

    [Fact]
    public async Task A_kernel_that_runs_in_time_keeps_KVM()
    {
        var machine = new FakeMachine(_time) { KernelRunsAfter = Limit - TimeSpan.FromSeconds(1) };

        Assert.Equal(Accelerator.Kvm, await Run(machine));

        Assert.Equal(["start Kvm"], machine.Calls);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task A_kernel_without_a_sign_of_life_starts_again_under_emulation()
    {
        var machine = new FakeMachine(_time);

        Assert.Equal(Accelerator.Emulation, await Run(machine));

        Assert.Equal(["start Kvm", "stop", "start Emulation"], machine.Calls);
        Assert.InRange(_time.Elapsed, Limit, Limit + TimeSpan.FromSeconds(1));
        Assert.Equal(["using emulation (TCG) instead of KVM: the kernel of a VM gave no sign of life within 10 s"], _log);
    }

    [Fact]
    public async Task The_next_machine_of_the_run_starts_under_emulation_at_once()
    {
        await Run(new FakeMachine(_time));
        var next = new FakeMachine(_time);
        var before = _time.Elapsed;

        Assert.Equal(Accelerator.Emulation, await Run(next));

        Assert.Equal(["start Emulation"], next.Calls);
        Assert.Equal(before, _time.Elapsed);
    }

    [Theory]
    [InlineData(AcceleratorChoice.Kvm, "start Kvm")]
    [InlineData(AcceleratorChoice.Tcg, "start Emulation")]
    public async Task A_machine_whose_accelerator_the_caller_names_is_not_watched(AcceleratorChoice choice, string start)
    {
        var machine = new FakeMachine(_time);

        await Run(machine, choice);

        Assert.Equal([start], machine.Calls);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task A_machine_that_has_ended_does_not_start_again()
    {
        var machine = new FakeMachine(_time) { EndsAfter = TimeSpan.FromSeconds(2) };

        Assert.Equal(Accelerator.Kvm, await Run(machine));

        Assert.Equal(["start Kvm"], machine.Calls);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task An_interrupt_ends_the_watch_and_not_the_machine()
    {
        var machine = new FakeMachine(_time);

        Assert.Equal(Accelerator.Kvm, await Run(machine, cancellation: new CancellationToken(canceled: true)));

        Assert.Equal(["start Kvm"], machine.Calls);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    /// <summary>A machine whose kernel runs, or that ends, some time after its start; never by default.</summary>
    private sealed class FakeMachine(VirtualTime time) : IStart
    {
        public TimeSpan KernelRunsAfter { get; init; } = TimeSpan.MaxValue;

        public TimeSpan EndsAfter { get; init; } = TimeSpan.MaxValue;

        public List<string> Calls { get; } = [];

        public bool CanStart => time.Elapsed < EndsAfter;

        public bool KernelRuns => time.Elapsed >= KernelRunsAfter;

        public void Start(Accelerator accelerator) => Calls.Add($"start {accelerator}");

        public Task StopAsync()
        {
            Calls.Add("stop");
            return Task.CompletedTask;
        }
    }

    /// <summary>A clock whose waits pass at once.</summary>
    private sealed class VirtualTime : TimeProvider
    {
        public TimeSpan Elapsed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Elapsed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
