using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Commands;

/// <summary>The page of a run, or none.</summary>
internal sealed class RunningPage(PageServer? server) : IAsyncDisposable
{
    /// <summary>The page's address; <see langword="null"/> for none.</summary>
    public IPEndPoint? Address => server?.Address;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
