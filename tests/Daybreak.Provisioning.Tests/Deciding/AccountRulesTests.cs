using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Deciding;

public class AccountRulesTests
{
    private static readonly string[] AskingForPasswords = ["false", "0", "no", "off"];

    [Theory]
    [InlineData("false", null, true)]
    [InlineData(" FALSE ", null, true)]
    [InlineData("true", "false", false)]
    [InlineData("True", "false", false)]
    [InlineData("TRUE", null, false)]
    [InlineData("nonsense", "false", false)]
    [InlineData(null, "false", true)]
    [InlineData(null, "flase", false)]
    [InlineData(null, "2", false)]
    [InlineData(null, null, false)]
    public void Password_login_is_on_only_if_the_winning_source_enables_it(string? imds, string? media, bool on) =>
        Assert.Equal(on, Decide(imds, media).IsOn);

    [Fact]
    public void No_arbitrary_text_enables_password_login()
    {
        var random = new Random(20261121);
        const string characters = "falsetruenoyf01 \t\u00a0\u0131FALSETRUENOYF-\0é";
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => characters[random.Next(characters.Length)]));
            bool asked = AskingForPasswords.Contains(text.Trim().ToLowerInvariant());
            Assert.True(Decide(text, null).IsOn == asked && Decide(null, text).IsOn == asked, $"\"{text}\"");
        }
    }

    [Fact]
    public void The_password_comes_from_the_media_and_is_never_printed()
    {
        var vm = Decider.Decide(new SourceReadings { Imds = Imds("false"), Media = Media(null) with { UserPassword = new Secret("correct horse") } }).Value!;

        Assert.Equal("correct horse"u8.ToArray(), vm.Password.Value!.Reveal().ToArray());
        Assert.DoesNotContain("horse", string.Join('\n', vm.Fields), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root::0:0", "contains \":\"")]
    [InlineData("1alice", "does not begin with a letter")]
    [InlineData("-rf", "does not begin with a letter")]
    [InlineData("alice\nbob", "U+000A")]
    [InlineData("ünal", "does not begin with a letter")]
    public void Rejects_a_user_name_that_Linux_does_not_allow(string name, string why)
    {
        var failure = Decider.Decide(new SourceReadings { Imds = Imds(null) with { AdminUserName = name } }).Failure!;

        Assert.Equal(ExitStatus.BadData, failure.Exit);
        Assert.StartsWith("IMDS: compute.osProfile.adminUsername ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, MessageRules.Check(failure.Message), StringComparison.Ordinal);
    }

    private static SshPasswordLogin Decide(string? imds, string? media) =>
        Decider.Decide(new SourceReadings { Imds = Imds(imds), Media = Media(media) }).Value!.PasswordLogin.Value!;

    private static ImdsInstance Imds(string? disablePasswordAuthentication) =>
        new() { ApiVersion = "2025-04-07", ComputerName = "web", AdminUserName = "alice", DisablePasswordAuthentication = disablePasswordAuthentication };

    private static OvfEnvironment Media(string? disableSshPasswordAuthentication) =>
        new() { HostName = "web", UserName = "alice", DisableSshPasswordAuthentication = disableSshPasswordAuthentication };
}
