using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Deciding;

/// <summary>Which source wins each field, and the claims of the others.</summary>
public class PrecedenceTests
{
    [Theory]
    [InlineData("a", "b", "c", "a|IMDS compute.osProfile.computerName|lost media HostName,lost IMDS compute.name")]
    [InlineData(null, "b", "c", "b|media HostName|absent IMDS compute.osProfile.computerName,lost IMDS compute.name")]
    [InlineData(null, null, "c", "c|IMDS compute.name|absent IMDS compute.osProfile.computerName,absent media HostName")]
    [InlineData("a", "b_", "c_", "a|IMDS compute.osProfile.computerName|refused media HostName,refused IMDS compute.name")]
    public void Host_name(string? computer, string? media, string? name, string story) =>
        Assert.Equal(story, Describe(Decide(Imds() with { ApiVersion = computer is null && media is null ? "2019-06-01" : "2025-04-07", ComputerName = computer, Name = name }, new OvfEnvironment { HostName = media }).HostName));

    [Theory]
    [InlineData("alice", "alice", "alice|IMDS compute.osProfile.adminUsername|lost media UserName")]
    [InlineData(null, "bob", "bob|media UserName|absent IMDS compute.osProfile.adminUsername")]
    [InlineData("alice", null, "alice|IMDS compute.osProfile.adminUsername|absent media UserName")]
    [InlineData(null, null, "-|-|absent IMDS compute.osProfile.adminUsername,absent media UserName")]
    public void User(string? imds, string? media, string story) =>
        Assert.Equal(story, Describe(Decide(Imds() with { AdminUserName = imds }, new OvfEnvironment { UserName = media }).UserName));

    [Theory]
    [InlineData("true", "false", "off|IMDS")]
    [InlineData("false", "true", "on|IMDS")]
    [InlineData(null, "false", "on|media")]
    [InlineData(null, "true", "off|media")]
    [InlineData(null, null, "off|Daybreak")]
    [InlineData("nonsense", "false", "off|IMDS")]
    [InlineData("False", null, "on|IMDS")]
    [InlineData("TRUE", "false", "off|IMDS")]
    public void Password_login(string? imds, string? media, string won)
    {
        var field = Decide(Imds() with { DisablePasswordAuthentication = imds }, new OvfEnvironment { DisableSshPasswordAuthentication = media }).PasswordLogin;
        Assert.Equal(won, $"{field.Value}|{field.Winner!.Source}");
    }

    [Fact]
    public void No_invalid_value_enables_password_login()
    {
        string[] clear = ["false", "0", "no", "off"];
        var random = new Random(7);
        string alphabet = "falseFALSEtrueyYnNoO01 \t\0\u00a0\u0130\u017f\ufeff\"'-{}";
        int rounds = Effort.Of(quick: 20_000, all: 200_000);
        for (int round = 0; round < rounds; round++)
        {
            var text = new StringBuilder();
            for (int length = random.Next(8); length > 0; length--) text.Append(alphabet[random.Next(alphabet.Length)]);
            string said = text.ToString();
            bool on = Decide(Imds() with { DisablePasswordAuthentication = said }, null).PasswordLogin.Value!.IsOn
                || Decide(Imds(), new OvfEnvironment { DisableSshPasswordAuthentication = said }).PasswordLogin.Value!.IsOn;
            Assert.True(!on || clear.Contains(said.Trim(), StringComparer.OrdinalIgnoreCase), $"\"{said}\"");
        }
    }

    [Fact]
    public void Password_and_custom_data_come_from_the_media_and_user_data_from_IMDS()
    {
        var vm = Decide(Imds() with { UserData = "aGVsbG8=" }, new OvfEnvironment { UserPassword = new Secret("hush-hush-hush"), CustomData = new Secret("hush-hush") });
        Assert.Equal("(masked)|media UserPassword|", Describe(vm.Password));
        Assert.Equal("9 bytes (masked)|media CustomData|", Describe(vm.CustomData));
        Assert.Equal("5 bytes (masked)|IMDS compute.userData|", Describe(vm.UserData));
        Assert.DoesNotContain("hush", string.Join(' ', vm.Fields.SelectMany(story => story.Claims)) + vm, StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_user_data_that_is_not_base64_with_a_warning()
    {
        var vm = Decide(Imds() with { UserData = "hush!" }, null);
        Assert.Equal("-|-|refused IMDS compute.userData", Describe(vm.UserData));
        Assert.Equal(["IMDS: compute.userData is ignored: it is not base64"], vm.Contradictions);
    }

    [Theory]
    [InlineData("1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11", null)]
    [InlineData("544C5A1C-CB4E-4B4A-9D7D-6F1F0B8A2B11", null)]
    [InlineData("00000000-0000-0000-0000-000000000000", null)]
    [InlineData("nonsense", null)]
    [InlineData("9f5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11", "the VM id is 9f5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11 according to IMDS and 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11 according to the firmware: using 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11")]
    public void Warns_about_different_VM_ids_but_not_about_byte_order(string logged, string? contradiction)
    {
        var vm = Decider.Decide(new SourceReadings { Machine = Specifications.Identity("1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11"), Imds = Imds() with { VmId = logged } }).Value!;
        Assert.Equal(contradiction is null ? [] : [contradiction], vm.Contradictions);
        Assert.Equal("machine", vm.VmId.Winner!.Source);
    }

    [Fact]
    public void Facts_of_IMDS_are_part_of_the_specification()
    {
        var vm = Decide(
            Imds() with { Location = "westeurope", VmSize = "Standard_D2s_v5", SecurityType = "TrustedLaunch", ResourceDiskKiB = 78643200, Interfaces = [new ImdsInterface("000d3a010203", ["10.0.0.4", "fe80::1"])] },
            new OvfEnvironment { KmsServerHostName = "kms.core.windows.net" });
        Assert.Equal(
            ["vm-id=", "location=westeurope", "vm-size=Standard_D2s_v5", "security-type=TrustedLaunch", "resource-disk=75 GiB", "network-interfaces=000d3a010203 10.0.0.4 fe80::1", "kms-host=kms.core.windows.net"],
            vm.Facts.Select(fact => $"{fact.Name}={fact.Value}"));
        Assert.Equal("none", Decide(Imds() with { ResourceDiskKiB = 0 }, null).ResourceDisk.Summary.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-rf")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("../root")]
    [InlineData("ålice")]
    [InlineData("alice\n")]
    [InlineData("$(id)")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void Rejects_an_invalid_user_name_that_would_win(string name)
    {
        var winning = Decider.Decide(new SourceReadings { Imds = Imds() with { AdminUserName = name } }).Failure!;
        Assert.Equal((ExitStatus.BadData, "invalid IMDS metadata for key=compute.osProfile.adminUsername"), (winning.Exit, winning.Reason));
        Assert.StartsWith("IMDS: compute.osProfile.adminUsername ", winning.Message, StringComparison.Ordinal);
        var alone = Decider.Decide(new SourceReadings { Media = new OvfEnvironment { HostName = "a", UserName = name } }).Failure!;
        Assert.Equal("invalid media metadata for key=UserName", alone.Reason);
        var beside = Decide(Imds() with { AdminUserName = "alice" }, new OvfEnvironment { UserName = name });
        Assert.Equal("alice|IMDS compute.osProfile.adminUsername|refused media UserName", Describe(beside.UserName));
    }

    [Fact]
    public void Contradictions_are_warnings()
    {
        var vm = Decide(Imds() with { HasCustomData = false }, new OvfEnvironment { HostName = "other", CustomData = new Secret("x") });
        Assert.Equal(
            ["the host name is other according to the media and web-1 according to IMDS: using web-1", "the media has custom data, but IMDS says that there is none: using the custom data"],
            vm.Contradictions);
    }

    [Theory]
    [InlineData("alice", "bob", true)]
    [InlineData("alice", "Alice", true)]
    [InlineData("alice", "alice", false)]
    [InlineData(null, "bob", false)]
    [InlineData("alice", null, false)]
    public void Media_with_another_administrator_is_stale(string? imds, string? media, bool stale) =>
        Assert.Equal(stale, Decider.StaleMedia(new SourceReadings { Imds = Imds() with { AdminUserName = imds }, Media = new OvfEnvironment { UserName = media } }) is not null);

    [Fact]
    public void Accepts_numbers_and_booleans_of_JSON_as_text()
    {
        var imds = ImdsDocument.Read("{\"compute\": {\"osProfile\": {\"computerName\": 42, \"adminUsername\": \"alice\", \"disablePasswordAuthentication\": false}, \"publicKeys\": null}}"u8.ToArray(), "v").Value!;
        var vm = Decide(imds, null);
        Assert.Equal(("42", "on"), (vm.HostName.Value!.Text, $"{vm.PasswordLogin.Value}"));
    }

    private static ImdsInstance Imds() => new() { ApiVersion = "2025-04-07", ComputerName = "web-1" };

    private static VmSpecification Decide(ImdsInstance? imds, OvfEnvironment? media) => Decider.Decide(new SourceReadings { Imds = imds, Media = media }).Value!;

    private static string Describe<T>(Field<T> field)
        where T : class =>
        $"{field.Value?.ToString() ?? "-"}|{(field.Winner is { } won ? $"{won.Source} {won.Place}" : "-")}|"
        + string.Join(',', field.Claims.Where(claim => claim.Verdict != ClaimVerdict.Won).Select(claim => $"{claim.Verdict.ToString().ToLowerInvariant()} {claim.Source} {claim.Place}"));
}
