using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Control;

/// <summary>The control endpoint of a running simulator. It listens only on loopback and is not part of the simulated platform.</summary>
/// <remarks>Web pages must not control the simulator, so requests with an Origin header or a Host other than loopback are refused.</remarks>
internal sealed class ControlHandler(HostState host, LiveFaults faults, RequestLog log, CancellationToken stopping)
{
    private const int QueueLimit = 1000;
    private const string OneFault = "/faults/";
    private static readonly JsonSerializerOptions WebJson = new(JsonSerializerDefaults.Web);

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("Origin") || !IsLoopback(context.Request.Host.Host))
        {
            await SendText(context, 403, "Only local programs can use this endpoint, through a loopback address.").ConfigureAwait(false);
            return;
        }
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("GET", "/state"): await Json(context, State()).ConfigureAwait(false); break;
            case ("GET", "/requests"): await Entries(context, static _ => true).ConfigureAwait(false); break;
            case ("GET", "/misbehaviour"): await Entries(context, static entry => entry.Misbehaviour.Count > 0).ConfigureAwait(false); break;
            case ("GET", "/events"): await Events(context).ConfigureAwait(false); break;
            case ("GET", "/faults"): await Json(context, Faults()).ConfigureAwait(false); break;
            case ("POST", "/faults"): await AddFaults(context).ConfigureAwait(false); break;
            case ("DELETE", "/faults"):
                faults.SwitchOff(null);
                await Json(context, Faults()).ConfigureAwait(false);
                break;
            case ("DELETE", { } path) when path.StartsWith(OneFault, StringComparison.Ordinal): await RemoveFault(context, path[OneFault.Length..]).ConfigureAwait(false); break;
            case ("POST", "/incarnation"):
                host.Advance();
                await Json(context, State()).ConfigureAwait(false);
                break;
            case ("POST", "/assign"):
                if (host.Assign()) await Json(context, State()).ConfigureAwait(false);
                else await SendText(context, 409, "The VM cannot be assigned: it is not pre-provisioned (preprovisioningType Running or Savable).").ConfigureAwait(false);
                break;
            default:
                await SendText(context, 404, "Supported: GET /state, /requests, /misbehaviour, /events, /faults; POST /faults, /incarnation, /assign; DELETE /faults, /faults/NUMBER.").ConfigureAwait(false);
                break;
        }
    }

    private static bool IsLoopback(string name) =>
        name == "localhost" || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private JsonObject State()
    {
        var vm = host.Vm;
        return new JsonObject
        {
            ["vmId"] = vm.Id.ToString(),
            ["name"] = vm.Name,
            ["hostName"] = vm.HostName,
            ["incarnation"] = vm.Incarnation,
            ["ready"] = host.IsReady,
            ["assigned"] = host.IsAssigned,
            ["sinceStartMs"] = Math.Round(host.Elapsed.TotalMilliseconds, 3),
        };
    }

    private JsonObject Faults() => new()
    {
        ["added"] = JsonSerializer.SerializeToNode(PageData.Faults(faults), WebJson),
        ["scenario"] = new JsonArray([.. host.Scenario.Faults.Select(fault => (JsonNode)fault.ToString())]),
    };

    private async Task Entries(HttpContext context, Func<LogEntry, bool> wanted)
    {
        var text = context.Request.Query["since"].ToString();
        if (!long.TryParse(text.Length == 0 ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            await SendText(context, 400, $"'since' requires a sequence number, not '{text}'.").ConfigureAwait(false);
            return;
        }
        var entries = log.Recent.Where(entry => entry.Sequence > since && wanted(entry)).Select(entry => Encoding.UTF8.GetString(RequestLog.ToJson(entry)));
        await Send(context, 200, "application/json; charset=utf-8", $"[{string.Join(",\n", entries)}]\n").ConfigureAwait(false);
    }

    // Server-sent events (WHATWG HTML, 9.2): one per request, starting with the kept ones.
    private async Task Events(HttpContext context)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        // A slow reader loses the oldest entries, so that the platform never waits for it.
        var queue = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.DropOldest });
        context.Response.ContentType = "text/event-stream";
        try
        {
            using var subscription = log.Subscribe(entry => queue.Writer.TryWrite(entry));
            await context.Response.StartAsync(cancellation.Token).ConfigureAwait(false);
            var sent = new HashSet<long>();
            foreach (var entry in log.Recent)
            {
                sent.Add(entry.Sequence);
                await Event(context, entry, cancellation.Token).ConfigureAwait(false);
            }
            await foreach (var entry in queue.Reader.ReadAllAsync(cancellation.Token).ConfigureAwait(false))
            {
                if (!sent.Remove(entry.Sequence)) await Event(context, entry, cancellation.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader has disconnected, or the simulator is stopping.
        }
    }

    private static async Task Event(HttpContext context, LogEntry entry, CancellationToken cancellation)
    {
        var text = FormattableString.Invariant($"id: {entry.Sequence}\ndata: {Encoding.UTF8.GetString(RequestLog.ToJson(entry))}\n\n");
        await context.Response.WriteAsync(text, cancellation).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private async Task AddFaults(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request.BodyReader, stopping).ConfigureAwait(false);
        if (!body.Complete)
        {
            await SendText(context, 400, body.Problem).ConfigureAwait(false);
            return;
        }
        var (added, errors) = ScenarioFile.ParseFaults(Encoding.UTF8.GetString(body.Bytes.Span));
        if (errors.Count > 0) await SendText(context, 400, string.Join('\n', errors)).ConfigureAwait(false);
        else if (!faults.SwitchOn(added)) await SendText(context, 409, FormattableString.Invariant($"More than {LiveFaults.Limit} faults would be on; switch some off with DELETE /faults.")).ConfigureAwait(false);
        else await Json(context, Faults()).ConfigureAwait(false);
    }

    private async Task RemoveFault(HttpContext context, string number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || !faults.SwitchOff(wanted)) await SendText(context, 404, $"No fault with number '{number}' is on; GET /faults lists the active ones.").ConfigureAwait(false);
        else await Json(context, Faults()).ConfigureAwait(false);
    }

    private static Task Json(HttpContext context, JsonObject document) => Send(context, 200, "application/json; charset=utf-8", document.ToJsonString() + "\n");

    private static Task SendText(HttpContext context, int status, string sentence) => Send(context, status, "text/plain; charset=utf-8", sentence + "\n");

    private static Task Send(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
