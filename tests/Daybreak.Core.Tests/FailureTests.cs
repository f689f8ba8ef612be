namespace Daybreak.Core.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_result_has_a_value_or_a_failure()
    {
        Result<string> value = "web";
        Assert.Equal(("web", null), (value.Value, value.Failure));
        Result<string> failure = Failure.Invalid("is empty");
        Assert.Equal((null, new Failure(ExitStatus.BadData, "is empty", "is empty")), (failure.Value, failure.Failure));
    }

    [Fact]
    public void A_message_is_the_finding_and_the_action()
    {
        var failure = Failure.Unreachable("no answer", "no answer of the platform", Failure.Retry);
        Assert.Equal("no answer of the platform; restart the VM to try again", failure.Message);
        Assert.Equal("no answer; restart the VM to try again", (failure with { Finding = "no answer" }).Message);
        Assert.Equal("no answer of the platform", (failure with { Action = null }).Message);
    }

    [Fact]
    public void The_failure_of_a_step_names_the_step_first()
    {
        var failure = Failure.Refused("no").In("host-name");
        Assert.Equal(("host-name", ExitStatus.CannotWrite), (failure.Step, failure.Exit));
        Assert.Equal([("step", "host-name"), ("detail", "no")], failure.Details);
    }
}
