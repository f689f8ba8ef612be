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
        ("home", "/home/azureuser"), ("sudo", "yes"), ("password-login", "yes"), ("key", $"{Wanted.Keys[0]} comment"),
        ("host-name", "vm-key-and-password"), ("host-name-file", "vm-key-and-password"), ("temporary-disk", "/mnt"),
    ];

    [Fact]
    public void Machine_that_matches_the_scenario_misses_no_duty()
    {
        var boot = new ScoredBoot("a", "s", Record, Assessment.Assess(Wanted, Record, Look(Right)));
        Assert.DoesNotContain(boot.Assessed, one => one.DutyResult == DutyResult.Missed);
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
    public void Each_difference_is_a_missed_duty(string finding, string? instead, string duty)
    {
        var found = Right.Where(one => one.Name != finding).Concat(instead is null ? [] : [(finding, instead)]);
        Assert.Equal([duty], Assessment.Assess(Wanted, Record, Look(found)).Where(one => one.DutyResult == DutyResult.Missed).Select(one => one.Duty));
    }

    [Theory]
    [InlineData("{report: none}", "silent", "Ready done")]
    [InlineData("{report: none}", "ready", "Ready missed")]
    [InlineData("{report: not-ready, reportContains: full}", "failed", "Ready done")]
    [InlineData("{report: not-ready, reportContains: empty}", "failed", "Ready missed")]
    [InlineData("{login: no}", "ready", "Ready done, login missed")]
    [InlineData("{login: any, hostName: vm-key-and-password}", "ready", "Ready done, DHCP name done")]
    [InlineData("{report: none, maxRequests: 1}", "silent", "Ready done, request limit missed")]
    public void Duties_follow_the_expectations_of_the_scenario(string expect, string seen, string expected)
    {
        var wanted = Wanted with { Outcome = ScenarioFile.Parse($"expect: {expect}", "s.yaml", "/").Scenario!.Expect };
        var request = new LogEntry { Sequence = 1, Time = "2026-01-02T03:04:05.000Z", SinceStartMs = 0, Server = "imds", Client = "x", DurationMs = 0 };
        var record = seen switch
        {
            "silent" => Record with { Report = null, Requests = [request, request] },
            "failed" => Record with { Report = new(false, null, "the disk is full", DateTimeOffset.UnixEpoch) },
            _ => Record,
        };

        var assessed = Assessment.Assess(wanted, record, Look(Right)).Where(one => one.DutyResult != DutyResult.None);

        Assert.Equal(expected, string.Join(", ", assessed.Select(one => $"{one.Duty} {(one.DutyResult == DutyResult.Done ? "done" : "missed")}")));
    }

    [Fact]
    public void Requirements_of_a_pre_provisioned_VM_are_those_of_its_user()
    {
        var wanted = Expectations.Of(ScenarioFile.Load("preprovisioned-running").Scenario!);

        Assert.Equal(("alice", "web-1"), (wanted.User, wanted.HostName));
        Assert.Contains("AAAAC3NzaC1lZDI1NTE5AAAAIBbIptFCyZx", Assert.Single(wanted.Keys), StringComparison.Ordinal);
    }

    [Fact]
    public void Uninspected_duties_are_neither_done_nor_missed() =>
        Assert.Equal(["Ready", "login", "DHCP name"], Assessment.Assess(Wanted, Record, null).Where(one => one.DutyResult != DutyResult.None).Select(one => one.Duty));

    [Fact]
    public void Converts_certificates_to_OpenSSH_keys()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        var content = Convert.FromBase64String(OpenSshKey.Of(certificate)!.Split(' ')[1]);
        // 7 bytes "ssh-rsa", 3 bytes for the exponent 65537, 257 bytes for the modulus with a leading zero.
        Assert.Equal([0, 0, 0, 7], content[..4]);
        Assert.Equal([0, 0, 0, 3, 1, 0, 1, 0, 0, 1, 1, 0], content[11..23]);
        Assert.Equal(rsa.ExportParameters(false).Modulus, content[23..]);
    }

    [Fact]
    public void Table_has_a_row_per_boot_and_lists_missed_duties()
    {
        var missed = new ScoredBoot("agent", "scenario", Record, Assessment.Assess(Wanted, Record, Look(Right.Where(one => one.Name != "temporary-disk"))));
        var text = ScoreTable.ForDocument([missed]);
        Assert.Contains("| agent | 7 of 8 | 1 of 1 | 4.0 s | 7.0 s | 0.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| scenario | agent | temporary disk | not mounted |", text, StringComparison.Ordinal);
    }

    private static ILookup<string, string> Look(IEnumerable<(string Name, string Value)> findings) => findings.ToLookup(one => one.Name, one => one.Value);
}
