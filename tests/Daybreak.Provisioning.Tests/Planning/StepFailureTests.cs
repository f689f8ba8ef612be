using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>The report, the journal and the operator get the same failure, with the details that help to find its cause.</summary>
public class StepFailureTests
{
    private static readonly RunProgram Useradd = new(["/usr/sbin/useradd"], TimeSpan.FromSeconds(1), "create the user alice");

    [Fact]
    public void A_failed_program_is_reported_with_its_step_its_change_its_exit_code_and_its_error_output()
    {
        var kernel = new FakeKernel { Answer = new ProgramOutcome(9, "first line\nuseradd: user exists") };
        using var root = new ThrowAwayRoot();

        var failure = StepFailure.Of("create-account", new Executor(root.Directory, kernel).Apply(Useradd)!);

        Assert.Equal((ExitStatus.CannotWrite, "create-account"), (failure.Exit, failure.Step));
        Assert.Equal("failure in step create-account: /usr/sbin/useradd failed with exit code 9", failure.Reason);
        Assert.Equal("step create-account: /usr/sbin/useradd failed with exit code 9: useradd: user exists", failure.Message);
        Assert.Equal(
            [("step", "create-account"), ("change", "create the user alice"), ("exit_code", "9"), ("stderr", "first line\nuseradd: user exists")],
            failure.Details);
    }

    [Fact]
    public void A_step_that_cannot_be_planned_is_reported_with_its_name_and_the_message_of_the_file()
    {
        using var root = new ThrowAwayRoot();
        IStep step = new Scripted(() => throw new FileFailure("/etc/shadow", "/etc/shadow is a directory: move it away"));

        var failure = Planner.Make([step], Specifications.Named("vm1"), new MachineView(root.Directory, new NoKernel())).Failure!;

        Assert.Equal((ExitStatus.CannotWrite, "scripted"), (failure.Exit, failure.Step));
        Assert.Equal("failure in step scripted: /etc/shadow is a directory: move it away", failure.Reason);
        Assert.Equal("step scripted: /etc/shadow is a directory: move it away", failure.Message);
        Assert.Equal([("step", "scripted")], failure.Details);
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_reported_as_a_failure_of_the_journal()
    {
        var failure = StepFailure.Of(new FileFailure("/var/lib/daybreak", "/var/lib/daybreak is a symbolic link: remove it"));

        Assert.Equal((ExitStatus.CannotWrite, "journal"), (failure.Exit, failure.Step));
        Assert.Equal("failure to write the journal: /var/lib/daybreak is a symbolic link: remove it", failure.Reason);
        Assert.Equal("/var/lib/daybreak is a symbolic link: remove it", failure.Message);
        Assert.Equal([("step", "journal")], failure.Details);
    }

    [Fact]
    public void A_change_that_the_machine_does_not_keep_is_reported_with_the_first_missing_change()
    {
        var step = new PlannedStep("create-account", StepPlan.Of(Useradd, Useradd with { Sentence = "lock the password of alice" }));

        var failure = StepFailure.NotKept(step);

        Assert.Equal((ExitStatus.CannotWrite, "create-account"), (failure.Exit, failure.Step));
        Assert.Equal("failure in step create-account: the machine does not keep the change", failure.Reason);
        Assert.Equal(
            "step create-account: the machine does not keep the change: still missing after it was applied: create the user alice", failure.Message);
        Assert.Equal([("step", "create-account"), ("change", "create the user alice")], failure.Details);
    }

    private sealed class Scripted(Func<StepPlan> plan) : IStep
    {
        public string Name => "scripted";

        public StepPlan Plan(VmSpecification vm, MachineView machine) => plan();
    }
}
