using System.Net;
using System.Net.Sockets;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Faults;
using Daybreak.Simulator.Imds;
using Daybreak.Simulator.WireServer;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Daybreak.Simulator.Hosting;

/// <summary>The running servers: Kestrel on the platform's addresses.</summary>
public sealed class SimulatedPlatform : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;
    private readonly ListenOptions? _imds;
    private readonly ListenOptions? _wireServer;
    private readonly CertificateStore _certificates;
    private readonly IDisposable _malformed;

    private SimulatedPlatform(WebApplication application, CancellationTokenSource stopping, ListenOptions? imds, ListenOptions? wireServer, CertificateStore certificates, IDisposable malformed) =>
        (_application, _stopping, _imds, _wireServer, _certificates, _malformed) = (application, stopping, imds, wireServer, certificates, malformed);

    /// <summary>Where the metadata service really listens; <see langword="null"/> when it was not asked for.</summary>
    public IPEndPoint? ImdsAddress => _imds?.IPEndPoint;

    /// <summary>Where the WireServer really listens; <see langword="null"/> when it was not asked for.</summary>
    public IPEndPoint? WireServerAddress => _wireServer?.IPEndPoint;

    /// <summary>Starts listening. Throws <see cref="CannotListenException"/> where an address cannot be had.</summary>
    public static async Task<SimulatedPlatform> StartAsync(PlatformOptions options)
    {
        var stopping = new CancellationTokenSource();
        var certificates = CertificateStore.Create(options.Scenario.Certificates, options.Scenario.Vm.Id);
        var exchanges = new ExchangeHandler(options, new FaultSchedule(options.Scenario.Faults), stopping);
        ListenOptions? imds = null, wireServer = null;

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = options.Listen ?? Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit;
            if (options.Imds is not null) kestrel.Listen(options.Imds, listen => Serve(imds = listen, new ImdsService(options.Scenario, certificates, options.Time)));
            if (options.WireServer is not null) kestrel.Listen(options.WireServer, listen => Serve(wireServer = listen, new WireServerService(options.Scenario, certificates, options.Time)));
        });
        var application = builder.Build();
        application.Run(exchanges.HandleAsync);
        var malformed = MalformedRequests.Watch(application.Services, exchanges);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            malformed.Dispose();
            await application.DisposeAsync().ConfigureAwait(false);
            certificates.Dispose();
            stopping.Dispose();
            throw;
        }
        return new SimulatedPlatform(application, stopping, imds, wireServer, certificates, malformed);
    }

    /// <summary>Waits for the token, or for the last request that the options allow.</summary>
    public async Task RunUntilAsync(CancellationToken stop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var asked = stop.Register(() => ended.TrySetResult());
        using var enough = _stopping.Token.Register(() => ended.TrySetResult());
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Ends every connection, also those that a fault keeps waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(ShutdownLimit);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        _malformed.Dispose();
        await _application.DisposeAsync().ConfigureAwait(false);
        _certificates.Dispose();
        _stopping.Dispose();
    }

    private static void Serve(ListenOptions listen, IPlatformService service)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(service);
            return next(connection);
        });
    }

    /// <summary>The usual way to make a listening socket. Throws <see cref="CannotListenException"/> where the address cannot be had.</summary>
    public static Socket Listen(EndPoint address)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        }
        catch (SocketException e)
        {
            throw new CannotListenException(address, e);
        }
    }
}
