namespace Daybreak.Simulator.Commands;

/// <summary>Prints a line for each request without delaying the platform.</summary>
internal sealed class RequestConsole : IAsyncDisposable
{
    // If the output is blocked, drop lines rather than delay the answers.
    private const int QueueLimit = 1000;
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(1);

    private readonly Channel<LogEntry> _queue = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly IDisposable? _subscription;
    private readonly Task _printing;

    public RequestConsole(IPlatformEvents events, TextWriter output, bool quiet)
    {
        _subscription = quiet ? null : events.Subscribe(entry => _queue.Writer.TryWrite(entry));
        _printing = quiet ? Task.CompletedTask : Task.Run(() => PrintAsync(output));
    }

    /// <summary>Prints the remaining lines, for at most a second.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        _queue.Writer.Complete();
        await Task.WhenAny(_printing, Task.Delay(FlushLimit)).ConfigureAwait(false);
    }

    /// <summary>One line for a request: time since the start, server, meaning, status, fault and client errors.</summary>
    internal static string Line(LogEntry entry)
    {
        var line = FormattableString.Invariant($"{entry.SinceStartMs / 1000,9:0.000} {entry.Server,-12} {entry.Meaning ?? "sent invalid HTTP"} -> {entry.Answer?.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}");
        if (entry.Fault is not null) line += $" [{entry.Fault}]";
        foreach (var wrong in entry.Misbehaviour) line += $" !! {wrong.Rule}: {wrong.What}";
        return Printable.Of(line);
    }

    private async Task PrintAsync(TextWriter output)
    {
        try
        {
            await foreach (var entry in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
                await output.WriteLineAsync(Line(entry)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The reader has closed the pipe.
        }
    }
}
