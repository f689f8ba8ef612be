using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.CustomData;
using Daybreak.Machine.Identity;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Kvp;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

public class BootRunTests
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private const string Wanted = "/etc/systemd/system/multi-user.target.wants/" + FirstBootUnit.UnitName;
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<string> logged = [];

    [Fact]
    public void On_a_provisioned_machine_it_changes_nothing()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        var before = root.Snapshot();

        var outcome = Run(root);

        Assert.Equal(new Outcome(ExitStatus.Done, $"nothing to do: VM {Id} is provisioned"), outcome);
        Assert.Equal(before, root.Snapshot());
    }

    [Fact]
    public void A_captured_disk_enables_the_unit_and_logs_why()
    {
        using var root = Machine(new Started(Time, "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5", "0.1.0"), new Reported(Time, "Ready", "200 OK"));

        Assert.True(Run(root)!.Succeeded);

        Assert.True(root.Has(Wanted));
        Assert.Equal($"this disk was provisioned as VM 6e7f8091-a2b3-4c4d-9e5f-60718293a4b5 and is now VM {Id}", logged[0]);
    }

    [Fact]
    public void An_unsent_report_enables_the_unit()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"), new Matched(Time, 1));
        Assert.True(Run(root)!.Succeeded);
        Assert.True(root.Has(Wanted));
    }

    [Fact]
    public void Without_a_unit_the_caller_provisions()
    {
        using var root = new ThrowAwayRoot();
        root.Write("/sys/class/dmi/id/product_uuid", Id);
        Assert.Null(Run(root));
    }

    [Fact]
    public void A_given_VM_id_has_precedence()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        var other = Specifications.Identity("6e7f8091-a2b3-4c4d-9e5f-60718293a4b5");
        Assert.StartsWith(FirstBootUnit.UnitName, Run(root, other)!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_if_the_unit_cannot_be_enabled()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"));
        root.Write("/etc/systemd/system/multi-user.target.wants", "a file");

        var outcome = Run(root)!;

        Assert.Equal(ExitStatus.CannotWrite, outcome.Exit);
    }

    [Fact]
    public void Under_systemd_pending_custom_data_starts_the_unit()
    {
        using var root = PendingCustomData();
        root.Write("/usr/bin/systemctl", "").MakeDirectory("/run/systemd/system");
        var kernel = new FakeKernel();

        var outcome = Run(root, kernel: kernel)!;

        Assert.Equal(new Outcome(ExitStatus.Done, $"VM {Id} is provisioned; its custom data continues in the background"), outcome);
        Assert.Equal(["/usr/bin/systemctl start --no-block azure-provisioning.service"], kernel.Programs);
        Assert.Empty(kernel.Detached);
        Assert.False(root.Has(Wanted));
    }

    [Fact]
    public void Under_OpenRC_pending_custom_data_enables_the_script_and_the_local_phase_keeps_it_enabled()
    {
        const string Link = "/etc/runlevels/default/azure-provisioning";
        using var root = PendingCustomData();
        root.Write("/etc/init.d/azure-provisioning", "").MakeDirectory("/etc/runlevels/default").MakeDirectory("/run/openrc");
        var kernel = new FakeKernel();

        Assert.True(Run(root, kernel: kernel)!.Succeeded);

        Assert.True(root.Has(Link));
        Assert.Empty(kernel.Detached);
        Assert.Empty(kernel.Programs);
        Assert.True(Provision(root, kernel, new ProvisioningRequest { Phase = Phase.Local }).Succeeded);
        Assert.True(root.Has(Link));
        Assert.True(Provision(root, kernel, new ProvisioningRequest { Afterwards = ["/sbin/daybreak", "provision"] }).Succeeded);
        Assert.False(root.Has(Link));
        Assert.Equal(["/sbin/daybreak provision >>/var/log/daybreak/provision.log"], kernel.Detached);
        Assert.Empty(kernel.Programs);
    }

    [Fact]
    public void Without_a_service_pending_custom_data_runs_in_the_background()
    {
        using var root = PendingCustomData();
        var kernel = new FakeKernel();

        Assert.True(Run(root, kernel: kernel)!.Succeeded);
        Assert.Equal(["/sbin/daybreak provision --config=/x >>/var/log/daybreak/provision.log"], kernel.Detached);
        Assert.Empty(kernel.Programs);

        // As the background process does.
        Assert.True(Provision(root, kernel, new ProvisioningRequest()).Succeeded);
        Assert.Single(kernel.Programs, program => program.Contains("script-1", StringComparison.Ordinal));
        kernel.Detached.Clear();
        Assert.Equal(new Outcome(ExitStatus.Done, $"nothing to do: VM {Id} is provisioned"), Run(root, kernel: kernel));
        Assert.Empty(kernel.Detached);
    }

    [Fact]
    public void Pending_custom_data_does_not_wait_for_another_run_that_formats_a_disk()
    {
        using var root = PendingCustomData();
        root.MakeDirectory("/run/daybreak");
        var kernel = new FakeKernel();
        using (root.Directory.TryLock("/run/daybreak/boot.lock")) Assert.Equal(ExitStatus.TryAgain, Run(root, kernel: kernel, patience: TimeSpan.FromMilliseconds(20))!.Exit);
        Assert.Single(kernel.Detached);
    }

    [Fact]
    public void A_background_process_that_cannot_start_is_a_warning_and_the_next_boot_tries_again()
    {
        using var root = PendingCustomData();
        Assert.True(Run(root, kernel: new FakeKernel { Refusal = "/sbin/daybreak could not be started: Cannot allocate memory" })!.Succeeded);
        Assert.Equal(["/sbin/daybreak could not be started: Cannot allocate memory: custom data will run at the next boot"], logged);
        var kernel = new FakeKernel();
        Run(root, kernel: kernel);
        Assert.Single(kernel.Detached);
    }

    private static readonly Settings Execute = new() { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute } };

    private Outcome? Run(ThrowAwayRoot root, VmId? given = null, IKernel? kernel = null, TimeSpan? patience = null) =>
        new BootRun(new RunContext(root.Directory, kernel ?? new NoKernel(), Execute, Clock.System, new ProgressLog((_, line) => logged.Add(line)), new Stopwatch(TimeProvider.System))) { LockWait = patience ?? StepRunner.DefaultLockWait }
            .Run(given, ["/sbin/daybreak", "provision", "--config=/x"]);

    private Outcome Provision(ThrowAwayRoot root, FakeKernel kernel, ProvisioningRequest request)
    {
        var time = new VirtualTime();
        var log = new ProgressLog((_, line) => logged.Add(line));
        var stopwatch = new Stopwatch(time);
        return new FirstBootRun(
            new RunContext(root.Directory, kernel, Execute, time.Clock, log, stopwatch),
            new SpecificationReader(null, null, null, new ProxyAgent(root.Directory, kernel), log, stopwatch),
            new Reports(null, new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), log)).Run(request);
    }

    // A provisioned VM whose power failed before its script began.
    private static ThrowAwayRoot PendingCustomData()
    {
        var root = Machine(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        return root.Write("/var/lib/daybreak/custom-data", "#!/bin/sh\necho hi\n").Write(CustomDataState.Path, CustomDataState.New(Id, "custom-data", null).ToString());
    }

    private static ThrowAwayRoot Machine(params JournalRecord[] records)
    {
        var root = new ThrowAwayRoot();
        root.Write("/sys/class/dmi/id/product_uuid", Id + "\n").Write("/usr/lib/systemd/system/" + FirstBootUnit.UnitName, "").MakeDirectory("/etc/systemd/system").MakeDirectory(AgentPaths.StateDirectory);
        new Journal(root.Directory).Append(records);
        return root;
    }
}
