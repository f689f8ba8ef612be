using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Media;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Tests.Sources;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

/// <summary>Complete runs on a machine whose clock is in 1970 and is set during or between runs.</summary>
public sealed class ClockIn1970Tests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private static readonly DateTimeOffset Today = new(2026, 7, 27, 12, 0, 0, TimeSpan.Zero);
    private readonly VirtualTime time = VirtualTime.In1970;
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write("/sys/class/dmi/id/product_uuid", Id + "\n");
    private readonly ScriptedPlatform platform = new() { Instance = """{"compute": {"osProfile": {"computerName": "web-1", "adminUsername": "alice", "disablePasswordAuthentication": "false"}}}""" };
    private readonly FakeKernel kernel = new();
    private readonly List<string> logged = [];

    public ClockIn1970Tests()
    {
        Assert.SkipUnless(Machine.Files.Owner.System.User == 0, "needs root, to give files to users");
        root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n").Write("/etc/group", "root:x:0:\n").Write("/etc/shadow", "root:*:20000:0:99999:7:::\n");
        root.Write("/etc/login.defs", "ENCRYPT_METHOD SHA512\nPASS_MAX_DAYS 90\nPASS_MIN_DAYS 0\nPASS_WARN_AGE 7\n").MakeDirectory("/home");
        root.Write("/media/ovf-env.xml", Drive.Document("<UserName>alice</UserName><UserPassword>Tr0ub4dor-and-3</UserPassword>"));
    }

    public void Dispose()
    {
        platform.Dispose();
        root.Dispose();
    }

    [Fact]
    public void The_password_does_not_expire()
    {
        var outcome = Run();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(["imds", "goal state", "Ready"], platform.Requests);
        string[] alice = Shadow();
        Assert.StartsWith("$6$", alice[1], StringComparison.Ordinal);
        // shadow(5): empty disables aging. 0 requires a new password at the next login; any other day of 1970 is expired.
        Assert.Equal(("", "90"), (alice[2], alice[4]));

        // The clock is correct before the next boot; the password is kept.
        time.Set(Today);
        var before = root.Snapshot();
        Assert.StartsWith("nothing to do", Run().Sentence, StringComparison.Ordinal);
        Assert.Equal(before, root.Snapshot());
    }

    [Fact]
    public void A_clock_that_is_set_during_the_run_does_not_affect_timings()
    {
        platform.Look = request =>
        {
            time.Pass(TimeSpan.FromSeconds(1));
            if (request == "goal state") time.Set(Today);
        };

        Assert.True(Run().Succeeded);

        Assert.Equal("20661", Shadow()[2]);
        var journal = new Journal(root.Directory).Read();
        Assert.True(journal.IsProvisioned(journal.VmId));
        Assert.Equal(1970, journal.LastStart!.Time.Year);
        Assert.Equal(Today.AddSeconds(1), journal.AcceptedReady!.Time);
        Assert.All(journal.LastTimes!.Spans, span => Assert.InRange(span.StartMilliseconds + span.Milliseconds, 0, 3000));
        Assert.Equal(3000, journal.LastTimes!.Spans.Max(span => span.StartMilliseconds + span.Milliseconds));
        Assert.Contains("total", TimelineText.Lines(journal.LastTimes!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_provision_again()
    {
        time.Set(Today);
        Assert.True(Run().Succeeded);
        time.Set(DateTimeOffset.UnixEpoch);

        Assert.StartsWith("nothing to do", Run().Sentence, StringComparison.Ordinal);

        Assert.Equal(3, platform.Requests.Count);
        Assert.Equal(ProvisioningState.Provisioned, StatusReader.Read(root.Directory, null).Status.State);
    }

    [Fact]
    public void Retry_After_with_a_date_is_relative_to_the_servers_clock()
    {
        bool refused = false;
        platform.Fault = request => request != "imds" || refused || !(refused = true)
            ? null
            : "503 x\r\nDate: Mon, 27 Jul 2026 12:00:00 GMT\r\nRetry-After: Mon, 27 Jul 2026 12:00:09 GMT";

        Assert.True(Run().Succeeded);

        Assert.InRange(time.Elapsed.TotalSeconds, 9, 10);
    }

    [Fact]
    public void A_failure_is_reported_and_the_next_run_continues()
    {
        kernel.Refusal = "no";
        Assert.False(Run().Succeeded);
        Assert.Equal("NotReady", platform.Requests[^1]);
        Assert.Contains("1970-01-01T00:00:0", platform.LastBody, StringComparison.Ordinal);
        kernel.Refusal = null;
        Assert.True(Run().Succeeded);
        Assert.Equal("Ready", platform.Requests[^1]);
    }

    private string[] Shadow() => root.Read("/etc/shadow").Split('\n').Single(line => line.StartsWith("alice:", StringComparison.Ordinal)).Split(':');

    private Outcome Run()
    {
        var log = new ProgressLog((_, line) => logged.Add(line));
        var http = new RetryingHttpClient(new PlainHttpClient(time.Clock), log.Say, new Random(1));
        var stopwatch = new Stopwatch(time);
        var client = new WireServerClient(http, platform.Endpoint);
        var media = new MediaSource(MediaReader.Of(root.Below("/media")), TimeSpan.FromSeconds(30));
        var reader = new SpecificationReader(media, new ImdsClient(http, platform.Endpoint), null, new ProxyAgent(root.Directory, kernel), log, stopwatch);
        var reports = new Reports(
            new Reporter(client, new GoalStateSource(client, log), HealthProtocol.Xml, log), new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), log);
        return new FirstBootRun(new RunContext(root.Directory, kernel, new Settings(), time.Clock, log, stopwatch), reader, reports).Run(new ProvisioningRequest());
    }
}
