using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Deciding;

/// <summary>What <c>daybreak explain</c> shows for a field: the value of each source, its place, and the reason.</summary>
public class ClaimTests
{
    [Theory]
    [InlineData("", 64)]
    [InlineData("…", 65)]
    public void A_refused_host_name_is_shown_up_to_64_characters(string mark, int length)
    {
        string said = "web_" + new string('x', length - 4);
        var field = Decide(Imds(), new OvfEnvironment { HostName = said }).HostName;
        Assert.Equal(said[..64] + mark, Assert.Single(field.Claims, claim => claim.Verdict == ClaimVerdict.Refused).Found);
    }

    [Theory]
    [InlineData("", 64)]
    [InlineData("…", 65)]
    public void A_refused_user_name_is_shown_up_to_64_characters(string mark, int length)
    {
        string said = "1" + new string('x', length - 1);
        var field = Decide(Imds() with { AdminUserName = "alice" }, new OvfEnvironment { UserName = said }).UserName;
        Assert.Equal(said[..64] + mark, Assert.Single(field.Claims, claim => claim.Verdict == ClaimVerdict.Refused).Found);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("…", 21)]
    public void A_value_for_password_login_is_shown_up_to_20_characters(string mark, int length)
    {
        string said = new('x', length);
        Assert.Equal(said[..20] + mark, Decide(Imds() with { DisablePasswordAuthentication = said }, null).PasswordLogin.Claims[0].Found);
    }

    [Theory]
    [InlineData("", 40)]
    [InlineData("…", 41)]
    public void A_refused_key_is_shown_up_to_40_characters(string mark, int length)
    {
        string said = new('x', length);
        Assert.Equal(said[..40] + mark, Decide(Imds() with { PublicKeys = [said] }, Secured()).PublicKeys.Claims.First(claim => claim.Verdict == ClaimVerdict.Refused).Found);
    }

    [Theory]
    [InlineData("", 64)]
    [InlineData("…", 65)]
    public void Names_in_warnings_are_shown_up_to_64_characters(string mark, int length)
    {
        string other = new('x', length);
        var readings = new SourceReadings { Imds = Imds() with { AdminUserName = "alice" }, Media = new OvfEnvironment { HostName = other, UserName = other } };
        Assert.Equal(
            [$"the host name is {other[..64]}{mark} according to the media and web-1 according to IMDS: using web-1"], Decider.Decide(readings).Value!.Contradictions);
        Assert.Equal(
            $"the provisioning media is for another VM: its user is {other[..64]}{mark}, but this VM's administrator according to IMDS is alice", Decider.StaleMedia(readings));
    }

    [Theory]
    [InlineData("false", "the platform enables it")]
    [InlineData("0", "the platform enables it")]
    [InlineData("no", "the platform enables it")]
    [InlineData("off", "the platform enables it")]
    [InlineData("true", "the platform disables it")]
    [InlineData("1", "the platform disables it")]
    [InlineData("yes", "the platform disables it")]
    [InlineData(" On\t", "the platform disables it")]
    [InlineData("2", "invalid values mean off")]
    [InlineData("", "invalid values mean off")]
    public void Password_login_is_explained_with_the_meaning_of_the_value(string said, string why)
    {
        bool isOn = why == "the platform enables it";
        var field = Decide(Imds() with { DisablePasswordAuthentication = said }, new OvfEnvironment { DisableSshPasswordAuthentication = "false" }).PasswordLogin;
        Assert.Equal(("ssh-password-login", isOn), (field.Name, field.Value!.IsOn));
        Assert.Equal(new Claim("IMDS", "compute.osProfile.disablePasswordAuthentication", said.Replace('\t', ' '), ClaimVerdict.Won, why), field.Claims[0]);
        Assert.Equal(new Claim("media", "DisableSshPasswordAuthentication", "false", ClaimVerdict.Lost, "IMDS has precedence"), field.Claims[1]);
        Assert.Equal(isOn, AccountRules.EnablesPasswordLogin(said));
    }

    [Fact]
    public void Password_login_is_off_by_default()
    {
        var field = Decide(Imds(), null).PasswordLogin;
        Assert.False(field.Value!.IsOn || AccountRules.EnablesPasswordLogin(null));
        Assert.Equal(
            [
                new Claim("Daybreak", "default", "off", ClaimVerdict.Won, "no source enables it"),
                new Claim("IMDS", "compute.osProfile.disablePasswordAuthentication", null, ClaimVerdict.Absent, "no value"),
                new Claim("media", "DisableSshPasswordAuthentication", null, ClaimVerdict.Absent, "no value"),
            ],
            field.Claims);
    }

    [Fact]
    public void The_user_name_is_explained()
    {
        var field = Decide(Imds(), new OvfEnvironment { UserName = "bob" }).UserName;
        Assert.Equal(("username", "bob"), (field.Name, field.Value!.Text));
        Assert.Equal(
            [
                new Claim("media", "UserName", "bob", ClaimVerdict.Won, "IMDS has no administrator"),
                new Claim("IMDS", "compute.osProfile.adminUsername", null, ClaimVerdict.Absent, "no value"),
            ],
            field.Claims);
        field = Decide(Imds() with { AdminUserName = "alice" }, new OvfEnvironment { UserName = "bob" }).UserName;
        Assert.Equal("the administrator in the operating system profile", field.Winner!.Why);
    }

    /// <summary>A valid name of IMDS wins, so an invalid name after it is refused and the run continues; before it, it is a failure.</summary>
    [Fact]
    public void Only_a_name_that_would_win_must_be_valid()
    {
        var vm = Decide(Imds() with { AdminUserName = "alice", Name = "web_2" }, new OvfEnvironment { HostName = "web_1", UserName = "1bob" });
        Assert.Equal(("alice", "web-1"), (vm.UserName.Value!.Text, vm.HostName.Value!.Text));
        Assert.Equal([ClaimVerdict.Won, ClaimVerdict.Refused, ClaimVerdict.Refused], vm.HostName.Claims.Select(claim => claim.Verdict));

        var readings = new SourceReadings { Imds = Imds() with { ComputerName = null }, Media = new OvfEnvironment { HostName = "web_1" } };
        Assert.Equal("invalid media metadata for key=HostName", Decider.Decide(readings).Failure!.Reason);
    }

    [Fact]
    public void Key_pairs_come_from_the_certificates()
    {
        var pair = new KeyPair("/home/alice/.ssh/id", new Secret("private"), "ssh-ed25519 AAAA");
        var field = Decider.Decide(new SourceReadings { Imds = Imds(), Certificates = new CertificateKeys([], [pair]) }).Value!.KeyPairs;
        Assert.Equal(("ssh-key-pairs", pair), (field.Name, Assert.Single(field.Value!.Pairs)));
        Assert.Equal(
            new Claim("certificates", "SSH/KeyPairs", "/home/alice/.ssh/id (private keys masked)", ClaimVerdict.Won, "the media names them by fingerprint"), Assert.Single(field.Claims));
        field = Decide(Imds(), null).KeyPairs;
        Assert.Null(field.Value);
        Assert.Equal(new Claim("certificates", "SSH/KeyPairs", null, ClaimVerdict.Absent, "no value"), Assert.Single(field.Claims));
    }

    private static ImdsInstance Imds() => new() { ApiVersion = "2025-04-07", ComputerName = "web-1" };

    private static OvfEnvironment Secured() => new() { UserPassword = new Secret("correct horse") };

    private static VmSpecification Decide(ImdsInstance imds, OvfEnvironment? media) => Decider.Decide(new SourceReadings { Imds = imds, Media = media }).Value!;
}
