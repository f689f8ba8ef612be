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
    private readonly List<string> told = [];

    public void Dispose()
    {
        platform.Dispose();
        root.Dispose();
    }

    [Fact]
    public void Ready_goes_out_when_everything_is_in_place()
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
    public void A_step_that_fails_is_reported_with_its_words_and_Ready_is_not_said()
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
    public void A_machine_that_undoes_a_change_is_not_called_ready()
    {
        kernel.Forgets = true;

        var outcome = Provision();

        Assert.Equal(ExitStatus.CannotWrite, outcome.Exit);
        Assert.Contains("the machine does not keep the change", outcome.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Ready", platform.Requests);
    }

    [Fact]
    public void What_cannot_be_retired_after_Ready_is_a_warning_and_never_NotReady()
    {
        root.Write("/etc/systemd/system/odd.wants", "a file");

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal("Ready", platform.Requests[^1]);
        Assert.Contains(told, line => line.StartsWith("the first-boot unit stays enabled: ", StringComparison.Ordinal));
        Assert.True(Provision().Succeeded);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void A_journal_that_cannot_keep_the_answer_to_Ready_is_no_reason_to_take_it_back()
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
    public void A_failure_is_tried_again_by_the_next_run()
    {
        kernel.Refusal = "no";
        Assert.False(Provision().Succeeded);
        kernel.Refusal = null;

        Assert.True(Provision().Succeeded);

        Assert.Equal("Ready", platform.Requests[^1]);
        Assert.Equal(ProvisioningState.Provisioned, StatusReader.Read(root.Directory, null).Status.State);
    }

    [Fact]
    public void Whoever_waits_for_the_unit_hears_of_Ready_when_the_platform_has_it_and_not_before()
    {
        int before = -1;
        platform.Look = request => { if (request == "Ready") before = kernel.TimesNotified; };
        Assert.True(Provision().Succeeded);
        Assert.Equal((0, 1), (before, kernel.TimesNotified));

        // The unit counts as failed if it ends without a word.
        Assert.True(Provision().Succeeded);
        Assert.Equal(2, kernel.TimesNotified);
    }

    [Fact]
    public void A_failure_is_no_word_of_Ready()
    {
        kernel.Refusal = "no";
        Assert.False(Provision().Succeeded);
        Assert.Equal(0, kernel.TimesNotified);
    }

    [Fact]
    public void What_a_cut_left_of_the_custom_data_is_done_by_the_next_run_and_the_status_stays_provisioned()
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
    public void What_a_source_says_never_draws_on_the_console()
    {
        platform.Instance = "{\"compute\": {\"osProfile\": {\"computerName\": \"a\\u001b[2J\\nfailed: forged\"}}}";
        var outcome = Provision();
        Assert.DoesNotContain(outcome.Sentence, char.IsControl);
        Assert.DoesNotContain(told, line => line.Any(char.IsControl));
    }

    private Outcome Provision(Settings? settings = null, ProvisioningRequest? request = null, IKernel? on = null, NetworkWait? network = null)
    {
        var machine = on ?? kernel;
        var log = new ProgressLog((_, line) => told.Add(line));
        var patient = new RetryingHttpClient(new PlainHttpClient(time.Clock), log.Say, new Random(1));
        var stopwatch = new Stopwatch(time);
        var client = new WireServerClient(patient, platform.Endpoint);
        var goalStates = new GoalStateSource(client, log);
        var reader = new SpecificationReader(null, new ImdsClient(patient, platform.Endpoint), null, new ProxyAgent(root.Directory, machine), log, stopwatch);
        var reports = new Reports(
            new Reporter(client, goalStates, HealthProtocol.Xml, log), new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), log);
        return new FirstBootRun(new RunContext(root.Directory, machine, settings ?? new Settings(), time.Clock, log, stopwatch), reader, reports) { Network = network }.Run(request ?? new ProvisioningRequest());
    }
}
