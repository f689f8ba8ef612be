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
