namespace Daybreak.Simulator.Log;

/// <summary>Requests and their answers as they occur, for observers in this process.</summary>
public interface IPlatformEvents
{
    /// <summary>The latest entries, oldest first. The log's constructor sets how many are kept.</summary>
    IReadOnlyList<LogEntry> Recent { get; }

    /// <summary>
    /// Calls <paramref name="handler"/> for every new entry until the result is disposed of. The call is made in the log's order on the thread that
    /// serves the request, so it must be fast and must not throw.
    /// </summary>
    IDisposable Subscribe(Action<LogEntry> handler);
}
