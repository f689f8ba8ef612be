using Daybreak.Machine.Identity;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Telling;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

public class BootCheckTests
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private const string Wanted = "/etc/systemd/system/multi-user.target.wants/" + FirstBootUnit.UnitName;
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<string> told = [];

    [Fact]
    public void On_a_provisioned_machine_nothing_is_due_and_nothing_is_touched()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        var before = root.Snapshot();

        var outcome = Run(root);

        Assert.Equal(new Outcome(ExitStatus.Done, $"nothing is due: VM {Id} is provisioned"), outcome);
        Assert.Equal(before, root.Snapshot());
    }

    [Fact]
    public void A_captured_disk_arms_the_unit_and_says_why()
    {
        using var root = Machine(new Started(Time, "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5", "0.1.0"), new Reported(Time, "Ready", "200 OK"));

        Assert.True(Run(root)!.Succeeded);

        Assert.True(root.Has(Wanted));
        Assert.Equal($"this disk was provisioned as VM 6e7f8091-a2b3-4c4d-9e5f-60718293a4b5 and is now VM {Id}", told[0]);
    }

    [Fact]
    public void An_unsent_report_arms_the_unit()
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
    public void A_given_id_counts_before_the_machines_own()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"), new Reported(Time, "Ready", "200 OK"));
        var other = Specifications.Identity("6e7f8091-a2b3-4c4d-9e5f-60718293a4b5");
        Assert.StartsWith(FirstBootUnit.UnitName, Run(root, other)!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_that_cannot_be_armed_is_a_failure()
    {
        using var root = Machine(new Started(Time, Id, "0.1.0"));
        root.Write("/etc/systemd/system/multi-user.target.wants", "a file");

        var outcome = Run(root)!;

        Assert.Equal(ExitStatus.CannotWrite, outcome.Exit);
    }

    private Outcome? Run(ThrowAwayRoot root, VmId? given = null) => new BootCheck(root.Directory, new NoKernel(), new Settings(), TimeProvider.System, new Narrator((_, line) => told.Add(line)), new Stopwatch(TimeProvider.System)).Run(given);

    private static ThrowAwayRoot Machine(params JournalRecord[] records)
    {
        var root = new ThrowAwayRoot();
        root.Write("/sys/class/dmi/id/product_uuid", Id + "\n").Write("/usr/lib/systemd/system/" + FirstBootUnit.UnitName, "").MakeDirectory("/etc/systemd/system").MakeDirectory(Journal.Directory);
        new Journal(root.Directory).Append(records);
        return root;
    }
}
