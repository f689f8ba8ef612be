using Daybreak.Simulator.Control;
using Daybreak.Simulator.HostGaPlugin;
using Daybreak.Simulator.Imds;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Daybreak.Simulator.Hosting;

/// <summary>The running servers of the platform's addresses, based on Kestrel.</summary>
public sealed class SimulatedPlatform : IAsyncDisposable
{
    private const string ControlName = "control";

    // The kernel limits this to net.core.somaxconn. Thousands of VMs may connect at once, and a dropped SYN costs a second.
    private const int Backlog = 4096;
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;
    private readonly Dictionary<string, ListenOptions> _listening;
    private readonly CertificateStore _certificates;
    private readonly IDisposable _malformed;

    private SimulatedPlatform(WebApplication application, CancellationTokenSource stopping, Dictionary<string, ListenOptions> listening, HostState host, LiveFaults faults, IDisposable malformed)
    {
        (_application, _stopping, _listening, _certificates, _malformed) = (application, stopping, listening, host.Certificates, malformed);
        (Host, Faults) = (host, faults);
    }

    /// <summary>The host's state of its VM.</summary>
    public HostState Host { get; }

    /// <summary>Faults that are switched on at run time. They precede the scenario's.</summary>
    public LiveFaults Faults { get; }

    /// <summary>The actual address of the metadata service; <see langword="null"/> for none.</summary>
    public IPEndPoint? ImdsAddress => Address(ImdsService.ServiceName);

    /// <summary>The actual address of the WireServer; <see langword="null"/> for none.</summary>
    public IPEndPoint? WireServerAddress => Address(WireServerService.ServiceName);

    /// <summary>The actual address of the HostGAPlugin; <see langword="null"/> for none.</summary>
    public IPEndPoint? HostGaPluginAddress => Address(HostGaPluginService.ServiceName);

    /// <summary>The actual address of the control endpoint; <see langword="null"/> for none.</summary>
    public IPEndPoint? ControlAddress => Address(ControlName);

    /// <summary>Starts listening. Throws <see cref="CannotListenException"/> if an address is not available.</summary>
    public static async Task<SimulatedPlatform> StartAsync(PlatformOptions options)
    {
        var stopping = new CancellationTokenSource();
        var host = new HostState(options.Scenario, CertificateStore.Create(options.Scenario.Certificates, options.Scenario.Vm.Id), options.Time);
        var faults = new LiveFaults(options.Time);
        var exchanges = new ExchangeHandler(options, new FaultSchedule(options.Scenario.Faults, options.Time, faults), stopping);
        var control = new ControlHandler(host, faults, options.Log, stopping.Token);
        var listening = new Dictionary<string, ListenOptions>();
        var hosts = options.Fleet is { } fleet ? new FleetHosts(fleet, host) : null;
        IPlatformService Service(Func<HostState, IPlatformService> make) => hosts is null ? make(host) : new FleetService(hosts, make(host), make);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.CreateBoundListenSocket = options.Listen ?? Listen;
            sockets.Backlog = Backlog;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit;
            void Serve(IPEndPoint? address, IPlatformService service)
            {
                if (address is not null) kestrel.Listen(address, listen => listening[service.Name] = Attach(listen, service));
            }

            Serve(options.Imds, Service(state => new ImdsService(state)));
            Serve(options.WireServer, Service(state => new WireServerService(state)));
            Serve(options.HostGaPlugin, Service(state => new HostGaPluginService(state)));
            if (options.Control is not null) kestrel.Listen(options.Control, listen => listening[ControlName] = listen);
        });
        var application = builder.Build();
        application.Run(context => context.Features.Get<IPlatformService>() is null ? control.HandleAsync(context) : exchanges.HandleAsync(context));
        var malformed = MalformedRequests.Watch(application.Services, exchanges);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            malformed.Dispose();
            await application.DisposeAsync().ConfigureAwait(false);
            host.Certificates.Dispose();
            stopping.Dispose();
            throw;
        }
        return new SimulatedPlatform(application, stopping, listening, host, faults, malformed);
    }

    /// <summary>Waits for the token, or until the maximum number of requests is reached.</summary>
    public async Task RunUntilAsync(CancellationToken stop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var asked = stop.Register(() => ended.TrySetResult());
        using var enough = _stopping.Token.Register(() => ended.TrySetResult());
        await ended.Task.ConfigureAwait(false);
    }

    /// <summary>Closes all connections, including those that a fault holds open.</summary>
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

    private IPEndPoint? Address(string service) => _listening.GetValueOrDefault(service)?.IPEndPoint;

    private static ListenOptions Attach(ListenOptions listen, IPlatformService service)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(service);
            return next(connection);
        });
        return listen;
    }

    /// <summary>Creates a listening socket. Throws <see cref="CannotListenException"/> if the address is not available.</summary>
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
