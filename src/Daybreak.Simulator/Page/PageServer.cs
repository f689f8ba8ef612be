using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Daybreak.Simulator.Page;

/// <summary>The web server of the page, on loopback only.</summary>
public sealed class PageServer : IAsyncDisposable
{
    private const int ConnectionLimit = 64;
    private const int BodyLimit = 4 * 1024;
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private readonly IDisposable _subscription;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;

    private PageServer(IDisposable subscription, WebApplication application, CancellationTokenSource stopping, IPEndPoint address) =>
        (_subscription, _application, _stopping, Address) = (subscription, application, stopping, address);

    /// <summary>The actual address.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts the server. Throws <see cref="CannotListenException"/> if the address is not available, <see cref="ArgumentException"/> if it is not a loopback address.</summary>
    public static async Task<PageServer> StartAsync(PageOptions options)
    {
        if (!IPAddress.IsLoopback(options.Address.Address)) throw new ArgumentException($"{options.Address} is not a loopback address.", nameof(options));
        var stopping = new CancellationTokenSource();
        var history = new History();
        ListenOptions? listening = null;
        PageHandler? handler = null;

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = Listen);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
            kestrel.Limits.MaxConcurrentConnections = ConnectionLimit;
            kestrel.Listen(options.Address, listen => (listening = listen).Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(context => handler!.HandleAsync(context));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            throw;
        }
        handler = new PageHandler(options, history, new Guard(listening!.IPEndPoint!), stopping.Token);
        return new PageServer(options.Log.Subscribe(history.Add), application, stopping, listening.IPEndPoint!);
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(ShutdownLimit);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static Socket Listen(EndPoint address)
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
