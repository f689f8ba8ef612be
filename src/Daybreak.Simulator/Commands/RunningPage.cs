using System.Net;
using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Commands;

/// <summary>The page of a run, which may have none.</summary>
internal sealed class RunningPage(PageServer? server) : IAsyncDisposable
{
    /// <summary>Where it is; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? Address => server?.Address;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
