using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Time;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.CustomData;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Telling;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

public sealed class ProvisionerTests : IDisposable
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
    public void The_kernel_time_that_is_gone_already_counts_against_the_deadline()
    {
        kernel.Uptime = TimeSpan.FromMinutes(17);
        platform.Fault = request => request == "imds" ? "503 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed.TotalSeconds, 30, 60);
        Assert.Equal("NotReady", platform.Requests[^1]);
    }

    [Fact]
    public void A_dead_IMDS_is_given_up_with_time_left_to_say_so()
    {
        platform.Fault = request => request == "imds" ? "500 x" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.InRange(time.Elapsed, TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(18));
        Assert.Equal(["goal state", "NotReady"], platform.Requests.TakeLast(2));
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void A_WireServer_that_comes_late_is_waited_for_after_the_machine_matches()
    {
        int refused = 0;
        platform.Fault = request => request == "goal state" && refused++ < 20 ? "503 x" : null;

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(21, platform.Requests.Count(request => request == "goal state"));
        Assert.True(told.IndexOf($"host-name: host name web-1 in /etc/hostname") < told.IndexOf("goal state retrieved: incarnation 7"));
    }

    [Fact]
    public void A_WireServer_that_asks_for_time_gets_it_although_the_machine_is_made_ready_meanwhile()
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
    public void A_WireServer_that_asks_for_more_time_than_there_is_is_not_waited_for()
    {
        platform.Fault = request => request == "goal state" ? "503 x\r\nRetry-After: 86400" : null;

        var outcome = Provision();

        Assert.Equal(ExitStatus.Unreachable, outcome.Exit);
        Assert.Equal(["imds", "goal state"], platform.Requests);
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        Assert.Equal(1, told.Count(line => line.Contains("no goal state yet", StringComparison.Ordinal)));
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
    public void Host_keys_are_made_while_the_network_is_waited_for()
    {
        var keys = new KeyMakingKernel(root);
        root.Write("/usr/sbin/sshd", "").Write("/usr/bin/ssh-keygen", "").MakeDirectory("/etc/ssh").Write("/proc/net/route", "Iface\tDestination\n");
        int made = 0, madeByThen = 0;
        bool connected = false;
        var clock = new Clock(time, length =>
        {
            time.Pass(length);
            if (!connected) made = keys.Made.Count;
            connected = true;
            root.Write("/proc/net/route", "Iface\tDestination\neth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
        });
        platform.Look = request => { if (request == "imds") madeByThen = keys.Made.Count; };

        var outcome = Provision(on: keys, network: new NetworkWait(root.Directory, keys, clock));

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal((true, 3, 3, 3), (connected, made, madeByThen, keys.Made.Count));
        Assert.Contains(new Journal(root.Directory).Read().LastTimes!.Spans, span => span.Name == "network");
        Assert.Contains("waiting for the network", told);
        Assert.Contains($"ssh-host-keys: ED25519 {keys.Fingerprint("/etc/ssh/ssh_host_ed25519_key")}", told);
    }

    [Fact]
    public void Host_keys_that_cannot_be_made_early_are_a_failure_in_their_turn()
    {
        root.Write("/usr/sbin/sshd", "").MakeDirectory("/etc/ssh").Write("/proc/net/route", "Iface\tDestination\n");
        var outcome = Provision(network: new NetworkWait(root.Directory, kernel, time.Clock));
        Assert.StartsWith("step ssh-host-keys: ", outcome.Sentence, StringComparison.Ordinal);
        Assert.Equal(["imds", "goal state", "NotReady"], platform.Requests);
        Assert.Contains(told, line => line.StartsWith("there is no network: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_turn_that_cannot_be_taken_after_Ready_is_a_warning_and_never_NotReady()
    {
        const string Turn = "/run/daybreak/boot.lock";
        platform.Look = request =>
        {
            if (request != "Ready") return;
            File.Delete(root.Below(Turn));
            root.MakeDirectory(Turn);
        };

        var outcome = Provision();

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal("Ready", platform.Requests[^1]);
        Assert.Contains($"{Turn} is not a regular file", told);
    }

    [Fact]
    public void Who_leaves_the_custom_data_to_another_process_does_not_wait_for_the_network_that_it_may_need()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") kernel.Cut = true; };
        Assert.ThrowsAny<Exception>(() => Provision(Execute));
        kernel.Cut = false;
        root.Write("/proc/net/route", "Iface\tDestination\n");
        var began = time.Elapsed;

        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = ["/sbin/daybreak", "provision"] }, network: new NetworkWait(root.Directory, kernel, time.Clock)).Succeeded);

        Assert.Equal(began, time.Elapsed);
        Assert.Single(kernel.Detached);
    }

    [Fact]
    public void What_is_done_after_Ready_has_a_timeline_of_its_own()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") time.Pass(TimeSpan.FromSeconds(3)); };
        Assert.True(Provision(Execute).Succeeded);

        var times = new Journal(root.Directory).Read().Records.OfType<Timed>().ToList();
        Assert.Equal([RunKind.Whole, RunKind.Boot], times.Select(timed => timed.Kind));
        Assert.DoesNotContain(times[0].Spans, span => span.Name == "custom-data-work");
        Assert.Contains(times[1].Spans, span => span.Name == "custom-data-work");
        Assert.DoesNotContain(times[1].Spans, span => span.Name is "report" or "host-name");
    }

    [Fact]
    public void Where_nobody_is_to_wait_the_custom_data_is_left_to_a_process_that_finds_the_lock_free()
    {
        platform.Instance = WithScript;
        string[] command = ["/sbin/daybreak", "provision"];
        bool free = false;
        kernel.Detaches = () =>
        {
            using var alone = root.Directory.TryLock(Provisioner.LockPath);
            free = alone is not null;
        };

        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = command }).Succeeded);

        Assert.True(free);
        Assert.Equal(["/sbin/daybreak provision >>/var/log/daybreak/provision.log"], kernel.Detached);
        Assert.Empty(kernel.Programs);
        Assert.Contains("what the custom data asks for goes on in a process of its own; it tells /var/log/daybreak/provision.log, and daybreak status", told);
        Assert.True(Provision(Execute).Succeeded);
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = command }).Succeeded);
        Assert.Single(kernel.Detached);
    }

    [Fact]
    public void Without_a_VM_id_no_other_process_is_left_with_it_which_would_provision_anew()
    {
        File.Delete(root.Below("/sys/class/dmi/id/product_uuid"));
        platform.Instance = WithScript;

        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = ["/sbin/daybreak", "provision"] }).Succeeded);

        Assert.Empty(kernel.Detached);
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        Assert.Single(platform.Requests, "Ready");
    }

    [Fact]
    public void What_a_cut_left_of_the_custom_data_waits_for_the_network_and_nobody_waits_for_it()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") kernel.Cut = true; };
        Assert.ThrowsAny<Exception>(() => Provision(Execute));
        kernel.Cut = false;
        root.Write("/proc/net/route", "Iface\tDestination\n");
        var released = new List<int>();
        var clock = new Clock(time, length =>
        {
            time.Pass(length);
            released.Add(kernel.TimesNotified);
        });

        Assert.True(Provision(Execute, network: new NetworkWait(root.Directory, kernel, clock)).Succeeded);

        Assert.NotEmpty(released);
        Assert.All(released, times => Assert.Equal(1, times));
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_state_of_the_custom_data_that_cannot_be_read_is_a_warning_and_the_status_is_kept()
    {
        platform.Look = request =>
        {
            if (request != "Ready") return;
            root.MakeDirectory(CustomDataState.Path);
        };

        var outcome = Provision(Execute);

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Contains($"custom-data-work: {CustomDataState.Path} is not a regular file", told);
        var status = StatusReader.Read(root.Directory, null).Status;
        Assert.Equal((ProvisioningState.Provisioned, "failed"), (status.State, status.Steps.Single(step => step.Name == "custom-data-work").State));
    }

    [Fact]
    public void What_a_source_says_never_draws_on_the_console()
    {
        platform.Instance = "{\"compute\": {\"osProfile\": {\"computerName\": \"a\\u001b[2J\\nfailed: forged\"}}}";
        var outcome = Provision();
        Assert.DoesNotContain(outcome.Sentence, char.IsControl);
        Assert.DoesNotContain(told, line => line.Any(char.IsControl));
    }

    private static readonly Settings Execute = new() { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute } };
    private static readonly string WithScript = $$$"""{"compute": {"osProfile": {"computerName": "web-1"}, "userData": "{{{Convert.ToBase64String("#!/bin/sh\necho hi\n"u8)}}}"}}""";

    private Outcome Provision(Settings? settings = null, ProvisioningRequest? request = null, IKernel? on = null, NetworkWait? network = null)
    {
        var machine = on ?? kernel;
        var narrator = new Narrator((_, line) => told.Add(line));
        var patient = new PatientClient(new PlainHttpClient(time.Clock), narrator.Say, new Random(1));
        var stopwatch = new Stopwatch(time);
        var client = new WireServerClient(patient, platform.Endpoint);
        var goalStates = new GoalStateSource(client, narrator);
        var reader = new SpecificationReader(null, new ImdsClient(patient, platform.Endpoint), null, new ProxyAgent(root.Directory, machine), narrator, stopwatch);
        var reports = new Reports(
            new Reporter(client, goalStates, HealthProtocol.Xml, narrator), new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), narrator);
        return new Provisioner(root.Directory, machine, reader, reports, settings ?? new Settings(), time.Clock, narrator, stopwatch) { Network = network }.Run(request ?? new ProvisioningRequest());
    }
}
