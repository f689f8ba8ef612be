namespace Daybreak.Simulator.Page;

/// <summary>Sends server-sent events (the HTML standard, 9.2): requests, and the active faults.</summary>
internal sealed class EventStream(PageOptions options, History history, Mask mask, CancellationToken stopping)
{
    private const int ListenerLimit = 16;
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private int _listeners;

    /// <summary>Identifies this run, because request numbers restart with each run.</summary>
    public string Run { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Sends events until the browser disconnects or the simulator stops.</summary>
    public async Task SendAsync(HttpContext context)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (Interlocked.Increment(ref _listeners) > ListenerLimit)
        {
            Interlocked.Decrement(ref _listeners);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            await SendAsync(context.Request, context.Response, cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The browser has disconnected, or the simulator is stopping.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpRequest request, HttpResponse response, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream";
        using var listening = history.Subscribe(After(request));
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Note() => changes.Writer.TryWrite(true);
        options.Faults.Changed += Note;
        try
        {
            await WriteAsync(response, "run", null, Run, cancellation).ConfigureAwait(false);
            await FaultsAsync(response, cancellation).ConfigureAwait(false);
            foreach (var past in listening.Past) await RequestAsync(response, past, cancellation).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
            await FollowAsync(response, listening, changes.Reader, cancellation).ConfigureAwait(false);
        }
        finally
        {
            options.Faults.Changed -= Note;
        }
    }

    private async Task FollowAsync(HttpResponse response, History.Subscription listening, ChannelReader<bool> changes, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RefreshInterval, options.Time);
        var coming = listening.Incoming.WaitToReadAsync(cancellation).AsTask();
        var changed = changes.WaitToReadAsync(cancellation).AsTask();
        var beat = timer.WaitForNextTickAsync(cancellation).AsTask();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAny(coming, changed, beat).ConfigureAwait(false);
            if (coming.IsCompleted)
            {
                while (listening.Incoming.TryRead(out var request)) await RequestAsync(response, request, cancellation).ConfigureAwait(false);
                coming = listening.Incoming.WaitToReadAsync(cancellation).AsTask();
            }
            if (changed.IsCompleted || beat.IsCompleted)
            {
                // Faults can expire without an event, and writing detects lost connections.
                while (changes.TryRead(out _)) continue;
                await FaultsAsync(response, cancellation).ConfigureAwait(false);
                if (changed.IsCompleted) changed = changes.WaitToReadAsync(cancellation).AsTask();
                if (beat.IsCompleted) beat = timer.WaitForNextTickAsync(cancellation).AsTask();
            }
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    // After a lost connection the browser sends the id of its last event.
    private long After(HttpRequest request)
    {
        var last = request.Headers["Last-Event-ID"].ToString().Split('-');
        return last.Length == 2 && last[0] == Run && long.TryParse(last[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private Task RequestAsync(HttpResponse response, HistoryEntry request, CancellationToken cancellation) =>
        WriteAsync(response, "request", FormattableString.Invariant($"{Run}-{request.Number}"), PageData.Of(request, mask), cancellation);

    private Task FaultsAsync(HttpResponse response, CancellationToken cancellation) => WriteAsync(response, "faults", null, PageData.Faults(options.Faults), cancellation);

    private static Task WriteAsync(HttpResponse response, string name, string? id, object data, CancellationToken cancellation)
    {
        var identifier = id is null ? "" : $"id: {id}\n";
        return response.WriteAsync($"event: {name}\n{identifier}data: {JsonSerializer.Serialize(data, Json)}\n\n", cancellation);
    }
}
