using Daybreak.Core;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Deciding;

public class PasswordRuleTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(72)]
    public void Accepts_passwords_that_the_platform_allows(int length)
    {
        // Characters count, not bytes.
        Assert.Equal(2 * length, Decide(new string('ä', length)).Value!.Password.Value!.Length);
    }

    [Theory]
    [InlineData("hush!", "unsupported password length=5 min=6", "has 5 characters, expected 6 to 72")]
    [InlineData("hush\nhush", "invalid media metadata for key=UserPassword", "contains a line break or NUL")]
    [InlineData("hush-hush\r", "invalid media metadata for key=UserPassword", "contains a line break or NUL")]
    [InlineData("hush\0hush", "invalid media metadata for key=UserPassword", "contains a line break or NUL")]
    public void Rejects_invalid_passwords_without_printing_them(string password, string reason, string sentence)
    {
        var failure = Decide(password).Failure!;
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(sentence, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", $"{failure}", StringComparison.Ordinal);
    }

    [Fact]
    public void Password_length_counts_UTF_16_units() =>
        Assert.Equal("unsupported password length=73 max=72", Decide(new string('x', 73)).Failure!.Reason);

    [Theory]
    [InlineData("REDACTED")]
    [InlineData("*")]
    public void Ignores_the_redacted_password_of_another_agents_copy(string mark)
    {
        var field = Decide(mark).Value!.Password;
        Assert.Null(field.Value);
        Assert.Equal((ClaimVerdict.Refused, "this is a copy without the password"), (field.Claims[0].Verdict, field.Claims[0].Why));
    }

    private static Result<VmSpecification> Decide(string password) =>
        Decider.Decide(new SourceReadings { Media = new OvfEnvironment { HostName = "web-1", UserName = "alice", UserPassword = new Secret(password) } });
}
