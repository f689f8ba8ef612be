using System.Threading.Channels;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Commands;

/// <summary>Prints each request in one line, without ever holding up the platform.</summary>
internal sealed class RequestConsole : IAsyncDisposable
{
    // Nobody may be reading: then lines are lost, and not the answers.
    private const int WaitingLines = 1000;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Channel<LogEntry> _waiting = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(WaitingLines) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly IDisposable? _subscription;
    private readonly Task _printing;

    public RequestConsole(IPlatformEvents events, TextWriter output, bool quiet)
    {
        _subscription = quiet ? null : events.Subscribe(entry => _waiting.Writer.TryWrite(entry));
        _printing = quiet ? Task.CompletedTask : Task.Run(() => PrintAsync(output));
    }

    /// <summary>Prints what is left, for a second at most.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        _waiting.Writer.Complete();
        await Task.WhenAny(_printing, Task.Delay(LastWords)).ConfigureAwait(false);
    }

    /// <summary>A request as a line: time since the start, server, what it was, the answer, the fault and what the client did wrong.</summary>
    internal static string Line(LogEntry entry)
    {
        var line = FormattableString.Invariant($"{entry.SinceStartMs / 1000,9:0.000} {entry.Server,-12} {entry.Meaning ?? "sends something that is no HTTP"} -> {entry.Answer?.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}");
        if (entry.Fault is not null) line += $" [{entry.Fault}]";
        foreach (var wrong in entry.Misbehaviour) line += $" !! {wrong.Rule}: {wrong.What}";
        return Printable.Of(line);
    }

    private async Task PrintAsync(TextWriter output)
    {
        try
        {
            await foreach (var entry in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
                await output.WriteLineAsync(Line(entry)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Whoever read has left.
        }
    }
}
