using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.CustomData;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests;

// During the wait for the network, and after Ready.
public sealed partial class FirstBootRunTests
{
    private static readonly Settings Execute = new() { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute } };
    private static readonly string WithScript = $$$"""{"compute": {"osProfile": {"computerName": "web-1"}, "userData": "{{{Convert.ToBase64String("#!/bin/sh\necho hi\n"u8)}}}"}}""";

    [Fact]
    public void Host_keys_are_generated_during_the_wait_for_the_network()
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
        Assert.Contains("waiting for the network", logged);
        Assert.Contains($"ssh-host-keys: ED25519 {keys.Fingerprint("/etc/ssh/ssh_host_ed25519_key")}", logged);
    }

    [Fact]
    public void Host_keys_that_cannot_be_generated_are_a_failure_of_their_step()
    {
        root.Write("/usr/sbin/sshd", "").MakeDirectory("/etc/ssh").Write("/proc/net/route", "Iface\tDestination\n");
        var outcome = Provision(network: new NetworkWait(root.Directory, kernel, time.Clock));
        Assert.StartsWith("step ssh-host-keys: ", outcome.Sentence, StringComparison.Ordinal);
        Assert.Equal(["imds", "goal state", "NotReady"], platform.Requests);
        Assert.Contains(logged, line => line.StartsWith("continuing without a network: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lock_that_cannot_be_opened_after_Ready_is_a_warning()
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
        Assert.Contains($"{Turn} is not a regular file: move it away", logged);
    }

    [Fact]
    public void Does_not_wait_for_the_network_if_custom_data_runs_in_the_background()
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
    public void Boot_steps_after_Ready_have_a_timeline_of_their_own()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") time.Pass(TimeSpan.FromSeconds(3)); };
        Assert.True(Provision(Execute).Succeeded);

        var times = new Journal(root.Directory).Read().Records.OfType<Timed>().ToList();
        Assert.Equal([RunKind.Whole, RunKind.Boot], times.Select(timed => timed.Kind));
        Assert.DoesNotContain(times[0].Spans, span => span.Name == "run-custom-data");
        Assert.Contains(times[1].Spans, span => span.Name == "run-custom-data");
        Assert.DoesNotContain(times[1].Spans, span => span.Name is "report" or "host-name");
    }

    [Fact]
    public void Custom_data_starts_in_the_background_after_the_lock_is_released()
    {
        platform.Instance = WithScript;
        string[] command = ["/sbin/daybreak", "provision"];
        bool free = false;
        kernel.Detaches = () =>
        {
            using var alone = root.Directory.TryLock(FirstBootRun.LockPath);
            free = alone is not null;
        };

        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = command }).Succeeded);

        Assert.True(free);
        Assert.Equal(["/sbin/daybreak provision >>/var/log/daybreak/provision.log"], kernel.Detached);
        Assert.Empty(kernel.Programs);
        Assert.Contains("custom data continues in the background: see /var/log/daybreak/provision.log and daybreak status", logged);
        Assert.True(Provision(Execute).Succeeded);
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = command }).Succeeded);
        Assert.Single(kernel.Detached);
    }

    [Fact]
    public void Without_a_VM_id_custom_data_does_not_run_in_the_background()
    {
        File.Delete(root.Below("/sys/class/dmi/id/product_uuid"));
        platform.Instance = WithScript;

        Assert.True(Provision(Execute, new ProvisioningRequest { Afterwards = ["/sbin/daybreak", "provision"] }).Succeeded);

        Assert.Empty(kernel.Detached);
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        Assert.Single(platform.Requests, "Ready");
    }

    [Fact]
    public void Interrupted_custom_data_waits_for_the_network_and_does_not_delay_other_services()
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
    public void An_unreadable_custom_data_state_is_a_warning()
    {
        platform.Look = request =>
        {
            if (request != "Ready") return;
            root.MakeDirectory(CustomDataState.Path);
        };

        var outcome = Provision(Execute);

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Contains($"run-custom-data: {CustomDataState.Path} is not a regular file: move it away", logged);
        var status = StatusReader.Read(root.Directory, null).Status;
        Assert.Equal((ProvisioningState.Provisioned, "failed"), (status.State, status.Steps.Single(step => step.Name == "run-custom-data").State));
    }
}
