using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;

namespace Daybreak.Simulator.Page;

/// <summary>Server-sent events (the HTML standard, 9.2): requests as they come, and the faults that are on.</summary>
internal sealed class EventStream(PageOptions options, History history, Mask mask, CancellationToken stopping)
{
    private const int ListenerLimit = 16;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private int _listeners;

    /// <summary>Names this run: the numbers of another one mean nothing.</summary>
    public string Run { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Sends until the browser leaves or the simulator stops.</summary>
    public async Task SendAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (Interlocked.Increment(ref _listeners) > ListenerLimit)
        {
            Interlocked.Decrement(ref _listeners);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            await SendAsync(context.Request, context.Response, gone.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The browser has left, or the simulator stops.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpRequest request, HttpResponse response, CancellationToken gone)
    {
        response.ContentType = "text/event-stream";
        using var listening = history.Listen(After(request));
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Note() => changes.Writer.TryWrite(true);
        options.Faults.Changed += Note;
        try
        {
            await WriteAsync(response, "run", null, Run, gone).ConfigureAwait(false);
            await FaultsAsync(response, gone).ConfigureAwait(false);
            foreach (var past in listening.Past) await RequestAsync(response, past, gone).ConfigureAwait(false);
            await response.Body.FlushAsync(gone).ConfigureAwait(false);
            await FollowAsync(response, listening, changes.Reader, gone).ConfigureAwait(false);
        }
        finally
        {
            options.Faults.Changed -= Note;
        }
    }

    private async Task FollowAsync(HttpResponse response, History.Listening listening, ChannelReader<bool> changes, CancellationToken gone)
    {
        using var timer = new PeriodicTimer(Beat, options.Time);
        var coming = listening.Coming.WaitToReadAsync(gone).AsTask();
        var changed = changes.WaitToReadAsync(gone).AsTask();
        var beat = timer.WaitForNextTickAsync(gone).AsTask();
        while (true)
        {
            gone.ThrowIfCancellationRequested();
            await Task.WhenAny(coming, changed, beat).ConfigureAwait(false);
            if (coming.IsCompleted)
            {
                while (listening.Coming.TryRead(out var request)) await RequestAsync(response, request, gone).ConfigureAwait(false);
                coming = listening.Coming.WaitToReadAsync(gone).AsTask();
            }
            if (changed.IsCompleted || beat.IsCompleted)
            {
                // A fault that goes by time ends without anyone doing anything: the beat tells it, and finds connections that are gone.
                while (changes.TryRead(out _)) continue;
                await FaultsAsync(response, gone).ConfigureAwait(false);
                if (changed.IsCompleted) changed = changes.WaitToReadAsync(gone).AsTask();
                if (beat.IsCompleted) beat = timer.WaitForNextTickAsync(gone).AsTask();
            }
            await response.Body.FlushAsync(gone).ConfigureAwait(false);
        }
    }

    // After a lost connection the browser says what it had last.
    private long After(HttpRequest request)
    {
        var last = request.Headers["Last-Event-ID"].ToString().Split('-');
        return last.Length == 2 && last[0] == Run && long.TryParse(last[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private Task RequestAsync(HttpResponse response, Remembered request, CancellationToken gone) =>
        WriteAsync(response, "request", FormattableString.Invariant($"{Run}-{request.Number}"), Shown.Of(request, mask), gone);

    private Task FaultsAsync(HttpResponse response, CancellationToken gone) => WriteAsync(response, "faults", null, Shown.Faults(options.Faults), gone);

    private static Task WriteAsync(HttpResponse response, string name, string? id, object data, CancellationToken gone)
    {
        var identifier = id is null ? "" : $"id: {id}\n";
        return response.WriteAsync($"event: {name}\n{identifier}data: {JsonSerializer.Serialize(data, Json)}\n\n", gone);
    }
}
