using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Daybreak.Simulator.Storm;

/// <summary>A minimal Kestrel server that answers every request with the same bytes, as the baseline ("floor") of HTTP performance.</summary>
internal sealed class FloorServer : IAsyncDisposable
{
    private const int Backlog = 4096;

    private readonly WebApplication _application;

    private FloorServer(WebApplication application, IPEndPoint address) => (_application, Address) = (application, address);

    public IPEndPoint Address { get; }

    /// <summary>Starts the server.</summary>
    /// <param name="bodyBytes">The size of its answers.</param>
    public static async Task<FloorServer> StartAsync(int bodyBytes)
    {
        var body = new byte[bodyBytes];
        Array.Fill(body, (byte)' ');
        ListenOptions? listening = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => (listening = listen).Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(context =>
        {
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
        });
        await application.StartAsync().ConfigureAwait(false);
        return new FloorServer(application, listening!.IPEndPoint!);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
