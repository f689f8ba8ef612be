using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;
using Daybreak.Simulator.Score;

namespace Daybreak.Simulator.Tests.Score;

public sealed class AssessmentTests
{
    private static readonly BootRecord Record = new()
    {
        PoweredOn = DateTimeOffset.UnixEpoch,
        LeaseAcknowledged = DateTimeOffset.UnixEpoch.AddSeconds(5),
        HostNames = ["vm-key-and-password"],
        Report = new(true, null, null, DateTimeOffset.UnixEpoch.AddSeconds(9)),
        Login = new("azureuser", "key", DateTimeOffset.UnixEpoch.AddSeconds(12), null),
    };

    private static readonly Expectations Wanted = Expectations.Of(ScenarioFile.Load("key-and-password").Scenario!);

    private static readonly (string Name, string Value)[] Right =
    [
        ("home", "/home/azureuser"), ("sudo", "yes"), ("password-login", "yes"), ("key", $"{Wanted.Keys[0]} somebody"),
        ("host-name", "vm-key-and-password"), ("host-name-file", "vm-key-and-password"), ("temporary-disk", "/mnt"),
    ];

    [Fact]
    public void A_machine_as_the_scenario_wants_it_misses_nothing()
    {
        var boot = new ScoredBoot("a", "s", Record, Assessment.Judge(Wanted, Record, Look(Right)));
        Assert.DoesNotContain(boot.Assessed, one => one.Mark == Mark.Missed);
        Assert.Equal((8, 8), boot.Points);
        Assert.Equal((4.0, 7.0), (boot.SecondsToReady, boot.SecondsToLogin));
    }

    [Theory]
    [InlineData("home", null, "user")]
    [InlineData("sudo", null, "user")]
    [InlineData("password-login", "no", "password policy")]
    [InlineData("key", "ssh-ed25519 AAAA other", "keys")]
    [InlineData("host-name", "debian", "host name")]
    [InlineData("host-name-file", "debian", "host name")]
    [InlineData("temporary-disk", null, "temporary disk")]
    public void Each_difference_is_a_duty_that_was_missed(string finding, string? instead, string duty)
    {
        var found = Right.Where(one => one.Name != finding).Concat(instead is null ? [] : [(finding, instead)]);
        Assert.Equal([duty], Assessment.Judge(Wanted, Record, Look(found)).Where(one => one.Mark == Mark.Missed).Select(one => one.Duty));
    }

    [Theory]
    [InlineData("{report: none}", "silent", "Ready done")]
    [InlineData("{report: none}", "ready", "Ready missed")]
    [InlineData("{report: not-ready, reportContains: full}", "failed", "Ready done")]
    [InlineData("{report: not-ready, reportContains: empty}", "failed", "Ready missed")]
    [InlineData("{login: no}", "ready", "Ready done, login missed")]
    [InlineData("{login: any, hostName: vm-key-and-password}", "ready", "Ready done, DHCP name done")]
    [InlineData("{report: none, maxRequests: 1}", "silent", "Ready done, request limit missed")]
    public void A_scenario_that_is_not_meant_to_end_with_Ready_asks_for_no_more_than_that(string expect, string seen, string expected)
    {
        var wanted = Wanted with { Outcome = ScenarioFile.Parse($"expect: {expect}", "s.yaml", "/").Scenario!.Expect };
        var asked = new LogEntry { Sequence = 1, Time = "2026-01-02T03:04:05.000Z", SinceStartMs = 0, Server = "imds", Client = "x", DurationMs = 0 };
        var record = seen switch
        {
            "silent" => Record with { Report = null, Requests = [asked, asked] },
            "failed" => Record with { Report = new(false, null, "the disk is full", DateTimeOffset.UnixEpoch) },
            _ => Record,
        };

        var assessed = Assessment.Judge(wanted, record, Look(Right)).Where(one => one.Mark != Mark.None);

        Assert.Equal(expected, string.Join(", ", assessed.Select(one => $"{one.Duty} {(one.Mark == Mark.Done ? "done" : "missed")}")));
    }

    [Fact]
    public void A_pre_provisioned_machine_is_to_be_as_its_user_ordered_it()
    {
        var wanted = Expectations.Of(ScenarioFile.Load("preprovisioned-running").Scenario!);

        Assert.Equal(("alice", "web-1"), (wanted.User, wanted.HostName));
        Assert.Contains("AAAAC3NzaC1lZDI1NTE5AAAAIBbIptFCyZx", Assert.Single(wanted.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_could_look_at_is_neither_done_nor_missed() =>
        Assert.Equal(["Ready", "login", "DHCP name"], Assessment.Judge(Wanted, Record, null).Where(one => one.Mark != Mark.None).Select(one => one.Duty));

    [Fact]
    public void Certificates_become_the_keys_that_OpenSSH_makes_of_them()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        var content = Convert.FromBase64String(OpenSshKey.Of(certificate)!.Split(' ')[1]);
        // 7 "ssh-rsa", 3 the exponent 65537, 257 the modulus with a zero before its first bit.
        Assert.Equal([0, 0, 0, 7], content[..4]);
        Assert.Equal([0, 0, 0, 3, 1, 0, 1, 0, 0, 1, 1, 0], content[11..23]);
        Assert.Equal(rsa.ExportParameters(false).Modulus, content[23..]);
    }

    [Fact]
    public void The_table_has_a_row_for_each_boot_and_says_what_was_missed()
    {
        var missed = new ScoredBoot("agent", "scenario", Record, Assessment.Judge(Wanted, Record, Look(Right.Where(one => one.Name != "temporary-disk"))));
        var text = ScoreTable.ForDocument([missed]);
        Assert.Contains("| agent | 7 of 8 | 1 of 1 | 4.0 s | 7.0 s | 0.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| scenario | agent | temporary disk | not mounted |", text, StringComparison.Ordinal);
    }

    private static ILookup<string, string> Look(IEnumerable<(string Name, string Value)> findings) => findings.ToLookup(one => one.Name, one => one.Value);
}
