using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Deciding;

/// <summary>Values that cannot be used, and which of several failures is reported.</summary>
public class UnusableValuesTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR";

    [Fact]
    public void The_first_field_that_cannot_be_decided_is_reported()
    {
        var readings = new SourceReadings
        {
            Imds = Imds() with { ComputerName = "web_1", AdminUserName = "1alice", PublicKeys = ["x"] },
            Media = new OvfEnvironment { UserPassword = new Secret("short") },
        };
        Assert.Equal("invalid IMDS metadata for key=compute.osProfile.computerName", Decider.Decide(readings).Failure!.Reason);
        readings = readings with { Imds = readings.Imds with { ComputerName = "web-1" } };
        Assert.Equal("invalid IMDS metadata for key=compute.osProfile.adminUsername", Decider.Decide(readings).Failure!.Reason);
        readings = readings with { Imds = readings.Imds with { AdminUserName = "alice" } };
        Assert.Equal("unsupported password length=5 min=6", Decider.Decide(readings).Failure!.Reason);
        readings = readings with { Media = null };
        Assert.Equal("invalid SSH public keys", Decider.Decide(readings).Failure!.Reason);
    }

    [Theory]
    [InlineData("\0secret")]
    [InlineData("\rsecret")]
    [InlineData("sec\nret")]
    [InlineData("secret\0")]
    public void Rejects_a_password_that_cannot_be_typed(string password) =>
        Assert.Equal(
            "invalid media metadata for key=UserPassword",
            Decider.Decide(new SourceReadings { Imds = Imds(), Media = new OvfEnvironment { UserPassword = new Secret(password) } }).Failure!.Reason);

    [Theory]
    [InlineData("2020-07-14", true)]
    [InlineData("2020-07-15", false)]
    public void Only_an_api_version_without_profiles_may_use_the_name_of_the_resource(string version, bool isUsed)
    {
        var (vm, failure) = Decider.Decide(new SourceReadings { Imds = new ImdsInstance { ApiVersion = version, Name = "web-vm" } });
        Assert.Equal(isUsed ? "web-vm" : null, vm?.HostName.Value!.Text);
        Assert.Equal(
            isUsed ? null : $"no host name: IMDS: the instance document (api-version {version}) has no compute.osProfile.computerName; {Failure.Redeploy}", failure?.Message);
    }

    [Fact]
    public void A_value_of_IMDS_that_cannot_be_used_is_refused_with_what_was_expected()
    {
        var imds = Imds() with { Ignored = [.. Enumerable.Range(0, 12).Select(i => new UnexpectedValue($"network.interface[{i}]", "17", "an object")), new UnexpectedValue("compute.location", "[]", "a string")] };
        var vm = Decide(imds, null);
        Assert.Equal([new Claim("IMDS", "compute.location", "[]", ClaimVerdict.Refused, "expected a string")], vm.Location.Claims);
        Assert.Equal([new Claim("IMDS", "compute.vmSize", null, ClaimVerdict.Absent, "no value")], vm.VmSize.Claims);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"network.interface[{i}]"), vm.Interfaces.Claims.Select(claim => claim.Place));

        vm = Decide(imds with { Interfaces = [new ImdsInterface("000d3a010203", ["10.0.0.4"])] }, null);
        Assert.Equal(new Claim("IMDS", "network.interface", "000d3a010203 10.0.0.4", ClaimVerdict.Won, "only IMDS has it"), vm.Interfaces.Claims[0]);
        Assert.Equal(11, vm.Interfaces.Claims.Count);
    }

    [Fact]
    public void A_value_that_lost_is_shown()
    {
        var vm = Decide(Imds() with { AdminUserName = "alice" }, new OvfEnvironment { UserName = "bob" });
        Assert.Equal(new Claim("media", "UserName", "bob", ClaimVerdict.Lost, "IMDS has precedence"), vm.UserName.Claims[1]);
    }

    [Theory]
    [InlineData(false, true, 1)]
    [InlineData(false, false, 0)]
    [InlineData(true, true, 0)]
    [InlineData(null, true, 0)]
    public void Warns_only_about_custom_data_that_IMDS_denies(bool? imds, bool media, int warnings) =>
        Assert.Equal(warnings, Decide(Imds() with { HasCustomData = imds }, new OvfEnvironment { CustomData = media ? new Secret("x") : null }).Contradictions.Count);

    [Fact]
    public void The_document_of_the_media_without_secrets_is_part_of_the_specification()
    {
        byte[] document = Encoding.UTF8.GetBytes("<Environment/>");
        Assert.Equal(document, Decide(Imds(), new OvfEnvironment { Redacted = document }).RedactedMedia.ToArray());
        Assert.True(Decide(Imds(), null).RedactedMedia.IsEmpty);
    }

    [Theory]
    [InlineData(true, Key)]
    [InlineData(true, "x", "# comment\n" + Key)]
    [InlineData(false, "x", "")]
    [InlineData(false)]
    public void A_list_is_usable_if_sshd_accepts_one_of_its_keys(bool usable, params string[] texts) => Assert.Equal(usable, PublicKeyRule.HasUsable(texts));

    [Theory]
    [InlineData(true, true, "SSH/PublicKeys, some by fingerprint")]
    [InlineData(true, false, "SSH/PublicKeys")]
    [InlineData(false, true, "SSH/PublicKeys by fingerprint")]
    public void Keys_of_the_media_are_one_list_with_and_without_fingerprints(bool named, bool certified, string place)
    {
        var readings = new SourceReadings
        {
            Imds = Imds(),
            Media = new OvfEnvironment { PublicKeys = named ? [new OvfPublicKey(null, null, Key)] : [] },
            Certificates = new CertificateKeys(certified ? [Key] : [], []),
        };
        var field = Decider.Decide(readings).Value!.PublicKeys;
        Assert.Equal((place, 1), (field.Winner!.Place, field.Value!.Lines.Count));
    }

    private static ImdsInstance Imds() => new() { ApiVersion = "2025-04-07", ComputerName = "web-1" };

    private static VmSpecification Decide(ImdsInstance imds, OvfEnvironment? media) => Decider.Decide(new SourceReadings { Imds = imds, Media = media }).Value!;
}
