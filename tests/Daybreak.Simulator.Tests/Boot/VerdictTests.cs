using System.Text.Json.Nodes;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Reports;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Tests.Boot;

public sealed class VerdictTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly BootSubject Subject = new("disk.raw", "happy", "emulation");

    private static readonly BootRecord Good = new()
    {
        PoweredOn = Start,
        Kernel = Start.AddSeconds(2),
        LeaseAcknowledged = Start.AddSeconds(8),
        Address = "10.0.0.4",
        HostNames = ["debian", "vm1"],
        Requests = [Request(9, "imds.instance"), Health(11, Xml("Ready"))],
        Report = new(true, null, null, Start.AddSeconds(11)),
        Login = new("alice", "key", Start.AddSeconds(14), null),
    };

    [Fact]
    public void Ready_and_a_login_are_what_is_expected() => Assert.True(Verdict.Of(Good).AsExpected);

    public static TheoryData<string, string> Failures => new()
    {
        { "network", "never asked for an address" },
        { "ready", "the platform heard NotReady, ProvisioningFailed: the disk is full" },
        { "silence", "the platform heard nothing; the machine is off" },
        { "login", "alice does not get in by ssh with the key: Permission denied (publickey)." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_went_wrong_is_said(string what, string expected)
    {
        var record = what switch
        {
            "network" => Good with { LeaseAcknowledged = null },
            "ready" => Good with { Report = new(false, "ProvisioningFailed", "the disk is full\n", Start) },
            "silence" => Good with { Report = null, Ended = "the machine is off" },
            _ => Good with { Login = new("alice", "key", null, "Permission denied (publickey).") },
        };
        var verdict = Verdict.Of(record);
        Assert.False(verdict.AsExpected);
        Assert.Contains(expected, Assert.Single(verdict.Checks, check => !check.Passed).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_without_an_account_needs_no_login() => Assert.True(Verdict.Of(Good with { Login = null }).AsExpected);

    [Fact]
    public void The_timeline_is_in_order_and_counts_from_power_on() =>
        Assert.Equal(
            ["powerOn 0", "kernel 2000", "dhcpAck 8000", "imds 9000", "ready 11000", "login 14000"],
            Timeline.Of(Good).Select(moment => FormattableString.Invariant($"{moment.Name} {moment.Milliseconds}")));

    [Fact]
    public void Pipelines_get_a_failure_for_each_check_that_failed_and_valid_XML_whatever_the_machine_said()
    {
        var record = Good with { Report = new(false, null, "no \u0001 room & <space>", Start.AddSeconds(3)) };
        var suite = JUnitReport.Write(Subject, record, Verdict.Of(record)).Root!.Element("testsuite")!;
        Assert.Equal("3", suite.Attribute("tests")!.Value);
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Equal("ready", Assert.Single(suite.Elements("testcase"), test => test.Element("failure") is not null).Attribute("name")!.Value);
        Assert.Contains("no \uFFFD room &amp; &lt;space&gt;", suite.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_the_same_as_JSON()
    {
        var document = JsonNode.Parse(JsonReport.Write(Subject, Good, Verdict.Of(Good)))!;
        Assert.Equal(1, document["version"]!.GetValue<int>());
        Assert.True(document["asExpected"]!.GetValue<bool>());
        Assert.Equal("Ready", document["report"]!["state"]!.GetValue<string>());
        Assert.Equal(9000, document["requests"]![0]!["ms"]!.GetValue<int>());
        Assert.Equal("vm1", document["hostNames"]![1]!.GetValue<string>());
    }

    [Fact]
    public void The_last_accepted_report_counts_and_one_that_says_it_goes_on_does_not()
    {
        Assert.Null(HealthReportHeard.Last([Health(1, Xml("NotReady", "<Details><SubStatus>Provisioning</SubStatus><Description>Starting</Description></Details>"))]));
        Assert.Null(HealthReportHeard.Last([Health(1, Xml("Ready"), status: 503), Health(2, "no XML")]));
        var failed = HealthReportHeard.Last([Health(1, Xml("NotReady", "<Details><SubStatus>ProvisioningFailed</SubStatus><Description>x</Description></Details>"))]);
        Assert.Equal((false, "ProvisioningFailed", "x"), (failed!.Ready, failed.SubStatus, failed.Description));
        Assert.True(HealthReportHeard.Last([Health(1, Xml("NotReady")), Health(2, Xml("Ready"))])!.Ready);
        Assert.True(HealthReportHeard.Last([Health(1, """{"state":"Ready"}""", operation: "wireserver.provisioningHealth", status: 201)])!.Ready);
    }

    private static string Xml(string state, string details = "") =>
        $"<Health><GoalStateIncarnation>1</GoalStateIncarnation><Container><ContainerId>c</ContainerId><RoleInstanceList><Role><InstanceId>i</InstanceId><Health><State>{state}</State>{details}</Health></Role></RoleInstanceList></Container></Health>";

    private static LogEntry Health(int second, string body, int status = 200, string operation = "wireserver.health") => Request(second, operation) with { Body = body, Answer = new(status, new Dictionary<string, string>(), "", 0) };

    private static LogEntry Request(int second, string operation) => new()
    {
        Sequence = 1,
        Time = Start.AddSeconds(second).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
        SinceStartMs = 0,
        Server = "x",
        Client = "x",
        Operation = operation,
        DurationMs = 0,
    };
}
