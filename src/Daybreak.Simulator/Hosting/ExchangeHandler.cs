using Microsoft.AspNetCore.Http.Features;

namespace Daybreak.Simulator.Hosting;

/// <summary>Handles a request: reads and checks it, applies the scenario's fault, writes the log and sends the answer.</summary>
internal sealed class ExchangeHandler(PlatformOptions options, FaultSchedule faults, CancellationTokenSource stopping)
{
    private readonly long _start = options.Time.GetTimestamp();
    private long _sequence;
    private int _answered;

    public async Task HandleAsync(HttpContext context)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping.Token);
        var arrival = Arrive(context.Features.Get<IPlatformService>()!, Client(context));
        var body = await RequestBody.ReadAsync(context.Request.BodyReader, cancellation.Token).ConfigureAwait(false);
        var request = Describe(context, body, arrival.Client);
        var misbehaviour = new List<Misbehaviour>();
        ForwardingRules.Check(request, misbehaviour);

        var operation = arrival.Service.Operation(request);
        var entry = Entry(arrival, request, body, operation);
        if (!body.Complete)
        {
            misbehaviour.Add(new Misbehaviour("body", body.Problem));
            var refusal = body.Status == 0 ? null : Answer.Empty(body.Status);
            Write(entry with { Misbehaviour = misbehaviour, Answer = Logged(refusal) }, arrival);
            if (refusal is null) context.Abort();
            else await AnswerSender.SendAsync(context, refusal, Delivery.Whole, options.Time, cancellation.Token).ConfigureAwait(false);
        }
        else
        {
            var answer = arrival.Service.Answer(request, misbehaviour);
            var fault = faults.Next(operation);
            // A lost answer still takes effect; a refused request does not.
            if (fault?.Replace is null or { Status: < 300 }) answer.Effect?.Invoke();
            if (fault?.Replace is { } replacement) answer = Replaced(replacement);
            var delivery = fault?.Delivery ?? Delivery.Whole;
            var connected = await Wait(fault?.Delay ?? TimeSpan.Zero, cancellation.Token).ConfigureAwait(false);
            var hasAnswer = connected && delivery is not (Delivery.Dropped or Delivery.Silent or Delivery.Garbage);
            Write(entry with { Misbehaviour = misbehaviour, Fault = fault?.ToString(), Answer = hasAnswer ? Logged(answer) : null }, arrival);
            if (connected) await AnswerSender.SendAsync(context, answer, delivery, options.Time, cancellation.Token).ConfigureAwait(false);
            else context.Abort();
        }
        if (Interlocked.Increment(ref _answered) == options.MaximumRequests) context.Response.OnCompleted(stopping.CancelAsync);
    }

    /// <summary>Logs a request that Kestrel refused because it is not valid HTTP.</summary>
    public void RecordMalformed(IFeatureCollection features)
    {
        if (features.Get<IPlatformService>() is not { } service || features.Get<IBadRequestExceptionFeature>()?.Error is not { } error) return;
        var connection = features.Get<IHttpConnectionFeature>();
        var client = new IPEndPoint(connection?.RemoteIpAddress ?? IPAddress.None, connection?.RemotePort ?? 0);
        var arrival = Arrive(service, client);
        var status = error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
        Write(Entry(arrival) with { Misbehaviour = [new Misbehaviour("http", error.Message)], Answer = Logged(Answer.Empty(status)) }, arrival);
    }

    private sealed record Arrival(IPlatformService Service, IPEndPoint Client, long Sequence, DateTimeOffset Time, long Timestamp);

    private Arrival Arrive(IPlatformService service, IPEndPoint client) =>
        new(service, client, Interlocked.Increment(ref _sequence), options.Time.GetUtcNow(), options.Time.GetTimestamp());

    private static IPEndPoint Client(HttpContext context) => new(context.Connection.RemoteIpAddress ?? IPAddress.None, context.Connection.RemotePort);

    private static PlatformRequest Describe(HttpContext context, RequestBody body, IPEndPoint client) => new()
    {
        Method = context.Request.Method,
        Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        Path = context.Request.Path.Value ?? "",
        Query = context.Request.Query,
        Headers = context.Request.Headers,
        Body = body.Bytes,
        Client = client,
        Server = new IPEndPoint(context.Connection.LocalIpAddress ?? IPAddress.None, context.Connection.LocalPort),
    };

    private LogEntry Entry(Arrival arrival) => new()
    {
        Sequence = arrival.Sequence,
        Time = arrival.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        SinceStartMs = Milliseconds(_start, arrival.Timestamp),
        Server = arrival.Service.Name,
        Client = arrival.Client.ToString(),
        DurationMs = 0,
    };

    private LogEntry Entry(Arrival arrival, PlatformRequest request, RequestBody body, string operation) => Entry(arrival) with
    {
        Operation = operation,
        Meaning = body.Complete ? RequestSummary.Of(request, operation) : null,
        Method = request.Method,
        Target = request.Target,
        Headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value.AsEnumerable())),
        Body = body.Bytes.IsEmpty ? null : RequestLog.Text(body.Bytes.Span),
        BodyBytes = body.Bytes.Length,
        BodyComplete = body.Complete,
    };

    private static LoggedAnswer? Logged(Answer? answer) => answer is null ? null : new LoggedAnswer(
        answer.Status,
        AnswerSender.Headers(answer).ToDictionary(header => header.Key, header => header.Value),
        RequestLog.Text(answer.Body.Span),
        answer.Body.Length);

    private void Write(LogEntry entry, Arrival arrival) =>
        options.Log.Write(entry with { DurationMs = Milliseconds(arrival.Timestamp, options.Time.GetTimestamp()) });

    private double Milliseconds(long from, long to) => Math.Round(options.Time.GetElapsedTime(from, to).TotalMilliseconds, 3);

    private Answer Replaced(Replacement replacement) => new()
    {
        Status = replacement.Status,
        ContentType = replacement.ContentType,
        Body = replacement.Body,
        Headers = replacement.RetryAfter is { } retry ? [new("Retry-After", retry.At(options.Time.GetUtcNow()))] : [],
    };

    private async Task<bool> Wait(TimeSpan delay, CancellationToken cancellation)
    {
        if (delay <= TimeSpan.Zero) return true;
        try
        {
            await Task.Delay(delay, options.Time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
