using System.Net;
using System.Net.Sockets;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Storm;

/// <summary>Plays the VMs: each asks for its metadata and its goal state, checks that they are its own, and reports Ready; every second one in JSON.</summary>
internal sealed class LoadGenerator(StormOptions options, IPEndPoint imds, IPEndPoint wireServer, TimeProvider time)
{
    private const string NeverOn = "the time was over before the VM was switched on";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Tally _tally = new(options.Vms);
    private long _start;
    private int _next = -1;

    /// <summary>Whether answers are read and checked; off for the floor, whose answers say nothing.</summary>
    public bool Check { get; init; } = true;

    /// <summary>Runs all VMs to their end, or until the time is over, and gives what was measured and how long it took.</summary>
    public async Task<(Tally Tally, TimeSpan Took)> RunAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit);
        _start = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Vms, options.Connections)).Select(_ => Task.Run(() => WorkAsync(limit.Token), CancellationToken.None))).ConfigureAwait(false);
        var took = time.GetElapsedTime(_start);
        for (var left = _next; left < options.Vms - 1; left++) _tally.Error(NeverOn);
        return (_tally, took);
    }

    // One of so many workers: takes VM after VM, so that never more connections are open than there are workers.
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
                _tally.Error(NeverOn);
                return;
            }
            try
            {
                if (await ProvisionAsync(vm, over).ConfigureAwait(false)) _tally.Note(Step.Ready, vm, time.GetElapsedTime(_start) - switchedOn);
            }
            catch (OperationCanceledException)
            {
                _tally.Error("the time was over before the VM was Ready");
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
        patience.CancelAfter(Patience);
        var begin = time.GetTimestamp();
        try
        {
            var answer = await Exchange.AskAsync(source, server, request, patience.Token).ConfigureAwait(false);
            if (expected == 0 || answer.Status == expected)
            {
                _tally.Note(step, vm, time.GetElapsedTime(begin));
                return answer;
            }
            _tally.Error(FormattableString.Invariant($"{step}: status {answer.Status}"));
        }
        catch (SocketException e)
        {
            _tally.Error($"{step}: {e.SocketErrorCode}");
        }
        catch (FormatException e)
        {
            _tally.Error($"{step}: {e.Message}");
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            _tally.Error(FormattableString.Invariant($"{step}: no answer in {Patience.TotalSeconds} s"));
        }
        return null;
    }

    private bool IsOwnMetadata(VirtualMachine vm, ReadOnlyMemory<byte> body)
    {
        if (!Check) return true;
        var read = WireFormats.ReadMetadata(body);
        if (read == (vm.Id.ToString(), vm.Name)) return true;
        _tally.Error(read is null ? $"{Step.Metadata}: no metadata" : $"{Step.Metadata}: another VM's");
        return false;
    }

    private bool IsOwnIdentity(VirtualMachine vm, Identity? identity)
    {
        if (identity == Identity.Of(vm)) return true;
        _tally.Error(identity is null ? $"{Step.GoalState}: no goal state" : $"{Step.GoalState}: another VM's");
        return false;
    }
}
