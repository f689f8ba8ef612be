namespace Daybreak.Simulator.Page;

/// <summary>Serves the page and its API.</summary>
internal sealed class PageHandler
{
    private const int MaximumRequests = 10_000;
    private const double MaximumSeconds = 3600;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly PageOptions _options;
    private readonly History _history;
    private readonly Guard _guard;
    private readonly Mask _mask;
    private readonly EventStream _events;

    public PageHandler(PageOptions options, History history, Guard guard, CancellationToken stopping)
    {
        (_options, _history, _guard, _mask) = (options, history, guard, new Mask(options.Host.Scenario));
        _events = new EventStream(options, history, _mask, stopping);
    }

    public async Task HandleAsync(HttpContext context)
    {
        AddSecurityHeaders(context.Response.Headers);
        if (_guard.Check(context.Request) is var refusal and > 0)
        {
            context.Response.StatusCode = refusal;
            return;
        }
        var path = context.Request.Path.Value ?? "";
        if (HttpMethods.IsPost(context.Request.Method)) await ChangeAsync(context, path).ConfigureAwait(false);
        else if (path == "/api/events") await _events.SendAsync(context).ConfigureAwait(false);
        else if (path == "/api/state") await SendAsync(context, 200, State()).ConfigureAwait(false);
        else if (path.StartsWith("/api/requests/", StringComparison.Ordinal)) await SendDocumentsAsync(context, path["/api/requests/".Length..]).ConfigureAwait(false);
        else if (PageFile.Find(path) is { } file) await file.SendAsync(context.Response, _guard.Token).ConfigureAwait(false);
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static void AddSecurityHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private object State()
    {
        var vm = _options.Host.Vm;
        return new
        {
            Run = _events.Run,
            Scenario = _options.ScenarioName,
            Vm = new { vm.Name, vm.HostName, vm.User, vm.Id, vm.Incarnation },
            HistoryLimit = History.Limit,
            Buttons = FaultButton.All.Select(button => new PageData.Button(button.Id, button.Group, button.Label, button.Explanation)),
        };
    }

    private Task SendDocumentsAsync(HttpContext context, string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && _history.Find(wanted) is { } found
            ? SendAsync(context, 200, PageData.Whole(found, _mask))
            : SendAsync(context, 404, new { Error = FormattableString.Invariant($"Request not found: only the last {History.Limit} are kept.") });

    private sealed record SwitchOn(string? Button, int? Requests, double? Seconds);

    private sealed record SwitchOff(int? Number);

    private async Task ChangeAsync(HttpContext context, string path)
    {
        var (status, answer) = path switch
        {
            "/api/faults" => On(await ReadAsync<SwitchOn>(context).ConfigureAwait(false)),
            "/api/incarnation" => Advance(),
            "/api/faults/off" => Off(await ReadAsync<SwitchOff>(context).ConfigureAwait(false)),
            _ => (404, new { Error = "Unknown action." }),
        };
        await SendAsync(context, status, answer).ConfigureAwait(false);
    }

    private (int Status, object Answer) On(SwitchOn? wanted)
    {
        if (wanted?.Button is not { } id || FaultButton.Find(id) is not { } button) return Refused("Expected the id of a button.");
        if (wanted.Requests is null == wanted.Seconds is null) return Refused("Expected either a number of requests or a number of seconds.");
        if (wanted.Requests is not (null or (> 0 and <= MaximumRequests))) return Refused($"Expected 1 to {MaximumRequests} requests.");
        if (wanted.Seconds is not (null or (> 0 and <= MaximumSeconds))) return Refused($"Expected more than 0 and at most {MaximumSeconds} seconds.");
        var fault = button.Fault with { Place = $"page: {button.Id},", Times = wanted.Requests, Until = wanted.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        return _options.Faults.SwitchOn(button.Id, fault, button.On)
            ? (200, PageData.Faults(_options.Faults))
            : (409, new { Error = $"{LiveFaults.Limit} faults are already on; switch one off first." });
    }

    private (int Status, object Answer) Off(SwitchOff? wanted)
    {
        if (wanted is null) return Refused("Expected an object with a fault's number, or an empty object for all faults.");
        _options.Faults.SwitchOff(wanted.Number);
        return (200, PageData.Faults(_options.Faults));
    }

    private (int Status, object Answer) Advance()
    {
        _options.Host.Advance();
        return (200, new { _options.Host.Vm.Incarnation });
    }

    private static (int Status, object Answer) Refused(string error) => (400, new { Error = error });

    private static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType()) return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static Task SendAsync(HttpContext context, int status, object value)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, Json, context.RequestAborted);
    }
}
