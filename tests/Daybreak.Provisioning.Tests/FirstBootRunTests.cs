using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

public sealed partial class FirstBootRunTests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write("/sys/class/dmi/id/product_uuid", Id + "\n").Write("/etc/hosts", "127.0.1.1 old\n");
    private readonly ScriptedPlatform platform = new();
    private readonly VirtualTime time = new();
    private readonly FakeKernel kernel = new();
    private readonly List<string> logged = [];

    public void Dispose()
    {
        platform.Dispose();
        root.Dispose();
    }

    [Fact]
    public void Ready_is_sent_after_all_changes()
    {
        string? hostNameThen = null, journalThen = null, statusThen = null;
        platform.Look = request =>
        {
            if (request != "Ready") return;
            (hostNameThen, journalThen, statusThen) = (root.Read("/etc/hostname"), root.Read(Journal.Path), root.Read(StatusDocument.Path));
        };

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(["imds", "goal state", "Ready"], platform.Requests);
        Assert.Equal(("web-1\n", "web-1"), (hostNameThen, kernel.HostName));
        Assert.Contains("\"event\":\"matched\",\"changes\":4", journalThen, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"unreported\"", statusThen, StringComparison.Ordinal);
        Assert.Equal(ProvisioningState.Provisioned, StatusReader.Read(root.Directory, null).Status.State);
    }

    [Fact]
    public void The_uptime_counts_against_the_deadline()
    {
        kernel.Uptime = TimeSpan.FromMinutes(14);
        platform.Fault = request => request == "imds" ? "503 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed.TotalSeconds, 120, 240);
        Assert.Equal("NotReady", platform.Requests[^1]);
    }

    [Theory]
    [InlineData(1070)]
    [InlineData(1081)]
    [InlineData(1_000_000)]
    public void A_run_around_the_deadline_or_after_it_has_two_minutes(int uptime)
    {
        kernel.Uptime = TimeSpan.FromSeconds(uptime);
        platform.Fault = request => request == "imds" ? "503 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed.TotalSeconds, 60, 120);
        Assert.Equal("NotReady", platform.Requests[^1]);
    }

    [Fact]
    public void If_IMDS_never_answers_the_failure_is_reported_before_the_deadline()
    {
        platform.Fault = request => request == "imds" ? "500 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed, TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(18));
        Assert.Equal(["goal state", "NotReady"], platform.Requests.TakeLast(2));
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void A_late_WireServer_delays_only_the_report()
    {
        int refused = 0;
        platform.Fault = request => request == "goal state" && refused++ < 20 ? "503 x" : null;

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(21, platform.Requests.Count(request => request == "goal state"));
        Assert.True(logged.IndexOf($"host-name: host name web-1 in /etc/hostname") < logged.IndexOf("goal state retrieved: incarnation 7"));
    }

    [Fact]
    public void Retry_After_of_the_WireServer_does_not_delay_the_changes()
    {
        bool refused = false;
        TimeSpan? again = null;
        platform.Fault = request =>
        {
            if (request != "goal state") return null;
            if (refused) again ??= time.Elapsed;
            return refused || !(refused = true) ? null : "503 x\r\nRetry-After: 30";
        };

        Assert.True(Provision().Succeeded);

        Assert.InRange(again!.Value.TotalSeconds, 30, 31);
        Assert.Equal(2, platform.Requests.Count(request => request == "goal state"));
    }

    [Fact]
    public void Fails_at_once_if_Retry_After_exceeds_the_deadline()
    {
        platform.Fault = request => request == "goal state" ? "503 x\r\nRetry-After: 86400" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.Equal(["imds", "goal state"], platform.Requests);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.Equal(1, logged.Count(line => line.Contains("no goal state yet", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_failing_step_is_reported_with_its_message()
    {
        kernel.Refusal = "cannot set the host name to web-1: Operation not permitted";

        var outcome = Provision();

        Assert.Equal(new Outcome(ExitStatus.CannotWrite, $"step host-name: {kernel.Refusal}"), outcome);
        Assert.Equal(["imds", "goal state", "NotReady"], platform.Requests);
        Assert.Contains($"reason=failure in step host-name: {kernel.Refusal}", platform.LastBody, StringComparison.Ordinal);
        var status = StatusReader.Read(root.Directory, null).Status;
        Assert.Equal((ProvisioningState.Failed, "NotReady"), (status.State, status.Report!.State));
        Assert.Equal("failed", status.Steps.Single(step => step.Name == "host-name").State);
        Assert.IsType<Timed>(new Journal(root.Directory).Read().Records[^1]);
    }

    [Fact]
    public void Fails_if_the_machine_undoes_a_change()
    {
        kernel.Forgets = true;

        var outcome = Provision();

        Assert.Equal(ExitStatus.CannotWrite, outcome.Exit);
        Assert.Contains("the machine does not keep the change", outcome.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Ready", platform.Requests);
    }

    [Fact]
    public void A_unit_that_cannot_be_disabled_after_Ready_is_a_warning()
    {
        root.Write("/etc/systemd/system/odd.wants", "a file");

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal("Ready", platform.Requests[^1]);
        Assert.Contains(logged, line => line.StartsWith("the first-boot unit stays enabled: ", StringComparison.Ordinal));
        Assert.True(Provision().Succeeded);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void An_unwritable_journal_after_Ready_sends_no_NotReady()
    {
        platform.Look = request =>
        {
            if (request != "Ready") return;
            File.Delete(root.Below(Journal.Path));
            root.MakeDirectory(Journal.Path);
        };

        var outcome = Provision();

        Assert.Equal(ExitStatus.CannotWrite, outcome.Exit);
        Assert.Equal(["imds", "goal state", "Ready"], platform.Requests);
    }

    [Fact]
    public void The_next_run_retries_after_a_failure()
    {
        kernel.Refusal = "no";
        Assert.False(Provision().Succeeded);
        kernel.Refusal = null;

        Assert.True(Provision().Succeeded);

        Assert.Equal("Ready", platform.Requests[^1]);
        Assert.Equal(ProvisioningState.Provisioned, StatusReader.Read(root.Directory, null).Status.State);
    }

    [Fact]
    public void Notifies_the_service_manager_after_the_platform_accepted_Ready()
    {
        int before = -1;
        platform.Look = request => { if (request == "Ready") before = kernel.TimesNotified; };
        Assert.True(Provision().Succeeded);
        Assert.Equal((0, 1), (before, kernel.TimesNotified));

        // The unit would fail if it ended without a notification.
        Assert.True(Provision().Succeeded);
        Assert.Equal(2, kernel.TimesNotified);
    }

    [Fact]
    public void Does_not_notify_the_service_manager_of_a_failure()
    {
        kernel.Refusal = "no";
        Assert.False(Provision().Succeeded);
        Assert.Equal(0, kernel.TimesNotified);
    }

    [Fact]
    public void The_next_run_continues_interrupted_custom_data()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") kernel.Cut = true; };
        Assert.ThrowsAny<Exception>(() => Provision(Execute));
        kernel.Cut = false;

        Assert.True(Provision(Execute).Succeeded);

        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        Assert.Equal(ProvisioningState.Provisioned, StatusReader.Read(root.Directory, null).Status.State);
    }

    [Fact]
    public void Control_characters_of_a_source_do_not_reach_the_console()
    {
        platform.Instance = "{\"compute\": {\"osProfile\": {\"computerName\": \"a\\u001b[2J\\nfailed: forged\"}}}";
        var outcome = Provision();
        Assert.DoesNotContain(outcome.Sentence, char.IsControl);
        Assert.DoesNotContain(logged, line => line.Any(char.IsControl));
    }

    private Outcome Provision(Settings? settings = null, ProvisioningRequest? request = null, IKernel? on = null, NetworkWait? network = null)
    {
        var machine = on ?? kernel;
        var log = new ProgressLog((_, line) => logged.Add(line));
        var http = new RetryingHttpClient(new PlainHttpClient(time.Clock), log.Say, new Random(1));
        var stopwatch = new Stopwatch(time);
        var client = new WireServerClient(http, platform.Endpoint);
        var goalStates = new GoalStateSource(client, log);
        var reader = new SpecificationReader(null, new ImdsClient(http, platform.Endpoint), null, new ProxyAgent(root.Directory, machine), log, stopwatch);
        var reports = new Reports(
            new Reporter(client, goalStates, HealthProtocol.Xml, log), new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), log);
        return new FirstBootRun(new RunContext(root.Directory, machine, settings ?? new Settings(), time.Clock, log, stopwatch), reader, reports) { Network = network }.Run(request ?? new ProvisioningRequest());
    }
}
