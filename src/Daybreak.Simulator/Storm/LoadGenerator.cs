namespace Daybreak.Simulator.Storm;

/// <summary>Simulates the VMs: each gets its metadata and goal state, verifies them and reports Ready, every second one in JSON.</summary>
internal sealed class LoadGenerator(StormOptions options, IPEndPoint imds, IPEndPoint wireServer, TimeProvider time)
{
    private const string NotStarted = "the time limit was reached before the VM started";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly Measurements _measurements = new(options.Vms);
    private long _start;
    private int _next = -1;

    /// <summary>Whether to parse and check answers. Off for the baseline server, whose answers have no content.</summary>
    public bool Check { get; init; } = true;

    /// <summary>Runs all VMs until they finish or the time limit is reached, and returns the measurements.</summary>
    public async Task<(Measurements Measurements, TimeSpan Took)> RunAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit);
        _start = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Vms, options.Connections)).Select(_ => Task.Run(() => WorkAsync(limit.Token), CancellationToken.None))).ConfigureAwait(false);
        var took = time.GetElapsedTime(_start);
        for (var left = _next; left < options.Vms - 1; left++) _measurements.Error(NotStarted);
        return (_measurements, took);
    }

    // A worker handles one VM at a time, so the number of workers limits the number of connections.
    private async Task WorkAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var vm = Interlocked.Increment(ref _next);
            if (vm >= options.Vms)
            {
                Interlocked.Decrement(ref _next);
                return;
            }
            var switchedOn = options.Rate is { } rate ? TimeSpan.FromSeconds(vm / rate) : TimeSpan.Zero;
            if (!await WaitAsync(switchedOn - time.GetElapsedTime(_start), over).ConfigureAwait(false))
            {
                _measurements.Error(NotStarted);
                return;
            }
            try
            {
                if (await ProvisionAsync(vm, over).ConfigureAwait(false)) _measurements.Record(Step.Ready, vm, time.GetElapsedTime(_start) - switchedOn);
            }
            catch (OperationCanceledException)
            {
                _measurements.Error("the time limit was reached before the VM was Ready");
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan early, CancellationToken over)
    {
        if (early <= TimeSpan.Zero) return true;
        try
        {
            await Task.Delay(early, time, over).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> ProvisionAsync(int number, CancellationToken over)
    {
        var vm = StormFleet.Vm(number);
        var source = StormFleet.Address(number);
        if (await AskAsync(Step.Metadata, number, source, imds, WireFormats.Metadata(imds), 200, over).ConfigureAwait(false) is not { } metadata || !IsOwnMetadata(vm, metadata.Body)) return false;
        if (await AskAsync(Step.GoalState, number, source, wireServer, WireFormats.GoalState(wireServer), 200, over).ConfigureAwait(false) is not { } goalState) return false;
        var identity = Check ? WireFormats.ReadGoalState(goalState.Body) : Identity.Of(vm);
        if (!IsOwnIdentity(vm, identity)) return false;
        var report = number % 2 == 0
            ? AskAsync(Step.XmlReport, number, source, wireServer, WireFormats.XmlReport(wireServer, identity!), Check ? 200 : 0, over)
            : AskAsync(Step.JsonReport, number, source, wireServer, WireFormats.JsonReport(wireServer), Check ? 201 : 0, over);
        return await report.ConfigureAwait(false) is not null;
    }

    private async Task<Exchange.Answer?> AskAsync(Step step, int vm, IPAddress source, IPEndPoint server, byte[] request, int expected, CancellationToken over)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(over);
        patience.CancelAfter(RequestTimeout);
        var begin = time.GetTimestamp();
        try
        {
            var answer = await Exchange.SendAsync(source, server, request, patience.Token).ConfigureAwait(false);
            if (expected == 0 || answer.Status == expected)
            {
                _measurements.Record(step, vm, time.GetElapsedTime(begin));
                return answer;
            }
            _measurements.Error(FormattableString.Invariant($"{step}: status {answer.Status}"));
        }
        catch (SocketException e)
        {
            _measurements.Error($"{step}: {e.SocketErrorCode}");
        }
        catch (FormatException e)
        {
            _measurements.Error($"{step}: {e.Message}");
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            _measurements.Error(FormattableString.Invariant($"{step}: no answer within {RequestTimeout.TotalSeconds} s"));
        }
        return null;
    }

    private bool IsOwnMetadata(VirtualMachine vm, ReadOnlyMemory<byte> body)
    {
        if (!Check) return true;
        var read = WireFormats.ReadMetadata(body);
        if (read == (vm.Id.ToString(), vm.Name)) return true;
        _measurements.Error(read is null ? $"{Step.Metadata}: no metadata" : $"{Step.Metadata}: another VM's");
        return false;
    }

    private bool IsOwnIdentity(VirtualMachine vm, Identity? identity)
    {
        if (identity == Identity.Of(vm)) return true;
        _measurements.Error(identity is null ? $"{Step.GoalState}: no goal state" : $"{Step.GoalState}: another VM's");
        return false;
    }
}
