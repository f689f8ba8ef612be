using Daybreak.Simulator.Boot.Hosting;

namespace Daybreak.Simulator.Boot;

/// <summary>Watches a machine until it is provisioned and accepts the login, or until either has become impossible.</summary>
public sealed class BootWatch(BootSession session, BootRequest request)
{
    private const int SshPort = 22;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BannerLimit = TimeSpan.FromSeconds(5);

    // OpenSSH 9.8 and later answers failed attempts with a penalty of some seconds without service (sshd_config(5), PerSourcePenalties).
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromSeconds(4);

    private readonly SshClient? client = session.Login is null ? null : session.Machine.Client(session.Login);
    private DateTimeOffset? kernel;
    private DateTimeOffset? loggedIn;
    private DateTimeOffset? refused;
    private DateTimeOffset nextAttempt;
    private string? error;

    /// <summary>Watches until the outcome is known.</summary>
    public async Task<BootRecord> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            var failureReason = session.Machine.FailureReason();
            if (kernel is null && session.Machine.Console.Contains("Linux version ", StringComparison.Ordinal)) kernel = now;
            var report = AcceptedReport.Last(session.Requests);
            await TryLoginAsync(report, now).ConfigureAwait(false);

            var state = new WatchState
            {
                Now = now,
                PoweredOn = session.PoweredOn,
                Report = report,
                HasAccount = client is not null,
                LoggedIn = loggedIn,
                Refused = refused,
                FailureReason = failureReason,
                Interrupted = cancellation.IsCancellationRequested,
            };
            if (state.End(request.Scenario.Expect, request) is { } end) return Record(end);
            await Task.Delay(Interval, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private BootRecord Record(WatchEnd end)
    {
        var requests = session.Requests;
        var names = session.Dhcp.RequestedHostNames;
        return new BootRecord
        {
            PoweredOn = session.PoweredOn,
            Kernel = kernel,
            LeaseAcknowledged = session.Dhcp.Leases is [var first, ..] ? first.Time : null,
            Address = session.Machine.Address,
            HostNames = [.. names.Where((name, index) => index == 0 || names[index - 1] != name)],
            Requests = requests,
            Report = AcceptedReport.Last(requests),
            Login = session.Login is { } login ? new LoginOutcome(login.User, login.Means, loggedIn, error) : null,
            Ended = end.Reason,
            WatchedToEnd = end.Complete,
        };
    }

    private async Task TryLoginAsync(AcceptedReport? report, DateTimeOffset now)
    {
        if (client is null || loggedIn is not null || session.Machine.Address is not { } address) return;
        // The first attempt after the report is not delayed.
        var ready = report is not null && nextAttempt - AttemptInterval <= report.ReceivedAt;
        if (now < nextAttempt && !ready) return;
        nextAttempt = now + AttemptInterval;
        if (!HasBanner(address))
        {
            error ??= "no ssh server is listening";
            nextAttempt = now + Interval;
            return;
        }
        error = await client.TryAsync(address).ConfigureAwait(false);
        var end = TimeProvider.System.GetUtcNow();
        nextAttempt = end + AttemptInterval;
        if (error is null) loggedIn = end;
        else if (report is not null) refused ??= end;
    }

    /// <summary>Whether an ssh server is listening. Reading its first four bytes costs the machine little.</summary>
    private bool HasBanner(string address)
    {
        try
        {
            using var socket = NamespaceThread.Run(session.Segment.Network, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            socket.ReceiveTimeout = (int)BannerLimit.TotalMilliseconds;
            using var limit = new CancellationTokenSource(BannerLimit);
            socket.ConnectAsync(IPAddress.Parse(address), SshPort, limit.Token).AsTask().GetAwaiter().GetResult();
            var banner = new byte[4];
            return socket.Receive(banner) == banner.Length && Encoding.ASCII.GetString(banner) == "SSH-";
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
