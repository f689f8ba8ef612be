namespace Daybreak.Simulator.Log;

/// <summary>Requests and their answers as they happen, for whoever looks on in the same process.</summary>
public interface IPlatformEvents
{
    /// <summary>The latest entries, oldest first; how many are kept is said where the log is made.</summary>
    IReadOnlyList<LogEntry> Recent { get; }

    /// <summary>
    /// Calls <paramref name="heard"/> for every entry from now on, on the thread that serves the request and in the log's order: it must be quick and must not throw.
    /// Disposing ends it.
    /// </summary>
    IDisposable Subscribe(Action<LogEntry> heard);
}
