namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Starts a machine, and starts it again under emulation when KVM was chosen automatically and the machine's kernel does not run.</summary>
/// <param name="acceleration">Chooses, and remembers.</param>
/// <param name="time">The clock.</param>
public sealed class WatchedStart(Acceleration acceleration, TimeProvider time)
{
    /// <summary>How long a kernel that QEMU loads itself may take until its first output. A working KVM needs about a second.</summary>
    public static readonly TimeSpan DirectKernelLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long firmware, boot loader and kernel may take together until the first sign of the kernel.</summary>
    public static readonly TimeSpan FirmwareLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts the machine, and returns once its kernel runs or there is nothing to watch for.</summary>
    /// <param name="choice">Which accelerator the caller asks for. Only <see cref="AcceleratorChoice.Auto"/> has a fallback.</param>
    /// <param name="start">The machine.</param>
    /// <param name="limit">How long the kernel may take until its first sign.</param>
    /// <param name="cancellation">Ends the watching, not the machine.</param>
    /// <returns>What executes the machine.</returns>
    public async Task<Accelerator> RunAsync(AcceleratorChoice choice, IStart start, TimeSpan limit, CancellationToken cancellation)
    {
        var accelerator = await acceleration.ChooseAsync(choice).ConfigureAwait(false);
        start.Start(accelerator);
        if (accelerator != Accelerator.Kvm || choice != AcceleratorChoice.Auto || await RunsAsync(start, limit, cancellation).ConfigureAwait(false)) return accelerator;
        acceleration.Reject(FormattableString.Invariant($"the kernel of a VM gave no sign of life within {limit.TotalSeconds} s"));
        await start.StopAsync().ConfigureAwait(false);
        start.Start(Accelerator.Emulation);
        return Accelerator.Emulation;
    }

    private async Task<bool> RunsAsync(IStart start, TimeSpan limit, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        // A machine that has ended does not hang. Its owner finds out why it ended.
        while (!start.KernelRuns && start.CanStart && !cancellation.IsCancellationRequested)
        {
            if (time.GetElapsedTime(began) >= limit) return false;
            await Task.Delay(Interval, time, CancellationToken.None).ConfigureAwait(false);
        }
        return true;
    }
}

/// <summary>A machine that <see cref="WatchedStart"/> starts.</summary>
public interface IStart
{
    /// <summary>Whether its kernel can still start: it is on, and its firmware has not given up.</summary>
    bool CanStart { get; }

    /// <summary>Whether its kernel has given a sign of life since the last start.</summary>
    bool KernelRuns { get; }

    /// <summary>Switches it on.</summary>
    void Start(Accelerator accelerator);

    /// <summary>Switches it off.</summary>
    Task StopAsync();
}
