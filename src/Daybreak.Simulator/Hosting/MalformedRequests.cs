using Microsoft.AspNetCore.Http.Features;

namespace Daybreak.Simulator.Hosting;

/// <summary>Observes requests that Kestrel refuses because they are not valid HTTP, so that they appear in the log.</summary>
internal sealed class MalformedRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private readonly ExchangeHandler _exchanges;

    private MalformedRequests(ExchangeHandler exchanges) => _exchanges = exchanges;

    public static IDisposable Watch(IServiceProvider services, ExchangeHandler exchanges) =>
        services.GetRequiredService<DiagnosticListener>().Subscribe(new MalformedRequests(exchanges), static (name, _, _) => name == Event);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Event, Value: IFeatureCollection features }) _exchanges.RecordMalformed(features);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
