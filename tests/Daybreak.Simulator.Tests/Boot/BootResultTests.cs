using System.Text.Json.Nodes;
using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Reports;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

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

    private static readonly ExpectedOutcome Usual = new();

    private static readonly BootRecord Silent = Good with { Report = null, Ended = "the platform received no report within 60 s", Login = new("alice", "key", null, "no") };

    private static readonly BootRecord Failed = Good with { Report = new(false, "ProvisioningFailed", "the disk is full\n", Start), Login = new("alice", "key", null, "no") };

    [Fact]
    public void Ready_and_a_login_are_expected_by_default() => Assert.True(BootResult.Of(Good, Usual).AsExpected);

    public static TheoryData<string, string, string> Scenarios => new()
    {
        // scenario, observation, failed checks
        { "{report: none}", "silent", "" },
        { "{report: none}", "good", "report" },
        { "{report: none}", "failed", "report" },
        { "{report: none}", "interrupted", "report" },
        { "{report: none}", "idle", "report" },
        { "{report: none, login: yes}", "silent", "login" },
        { "{report: not-ready}", "failed", "" },
        { "{report: not-ready, reportContains: disk is full}", "failed", "" },
        { "{report: not-ready, reportContains: ProvisioningFailed}", "failed", "" },
        { "{report: not-ready, reportContains: no key}", "failed", "report" },
        { "{report: not-ready, login: yes}", "failed", "login" },
        { "{report: not-ready}", "good", "report" },
        { "{report: not-ready}", "silent", "report" },
        { "{}", "silent", "report login" },
        { "{login: no}", "good", "login" },
        { "{login: any}", "good", "" },
        { "{hostName: vm1}", "good", "" },
        { "{hostName: web}", "good", "hostName" },
        { "{maxRequests: 2}", "good", "" },
        { "{maxRequests: 1}", "good", "requests" },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Checks_a_boot_against_the_expectations_of_its_scenario(string expect, string seen, string failures)
    {
        var expected = ScenarioFile.Parse($"expect: {expect}", "s.yaml", "/").Scenario!.Expect;
        var record = seen switch
        {
            "good" => Good,
            "failed" => Failed,
            "interrupted" => Silent with { Ended = "the run was interrupted", WatchedToEnd = false },
            "idle" => Silent with { Requests = [] },
            _ => Silent,
        };

        Assert.Equal(failures, string.Join(' ', BootResult.Of(record, expected).Checks.Where(check => !check.Passed).Select(check => check.Name)));
    }

    [Fact]
    public void All_reports_contain_expectation_and_finding()
    {
        var expected = new ExpectedOutcome { Report = ExpectedReport.NotReady, ReportContains = "no key", MaxRequests = 7 };
        var result = BootResult.Of(Failed, expected);
        const string Wanted = "the platform receives NotReady with 'no key'";
        const string Found = "the platform received NotReady, ProvisioningFailed: the disk is full";

        Assert.Contains($"FAILED  report: expected: {Wanted}; found: {Found}", TextReport.Lines(Failed, result));
        var check = JsonNode.Parse(JsonReport.Write(Subject, Failed, result))!["checks"]!.AsArray()[1]!;
        Assert.Equal(("report", false, Wanted, Found), (check["name"]!.ToString(), (bool)check["passed"]!, check["expected"]!.ToString(), check["found"]!.ToString()));
        var test = JUnitReport.Write(Subject, Failed, result).Descendants("testcase").Single(one => one.Attribute("name")!.Value == "report");
        Assert.Equal($"expected: {Wanted}; found: {Found}", test.Element("failure")!.Attribute("message")!.Value);
        Assert.Equal($"expected: {Wanted}\nfound: {Found}", test.Element("system-out")!.Value);
    }

    public static TheoryData<string, string> Failures => new()
    {
        { "network", "never completed a DHCP request" },
        { "report", "the platform received NotReady, ProvisioningFailed: the disk is full" },
        { "silence", "the platform received no report; the machine is off" },
        { "login", "alice cannot log in by ssh with the key: Permission denied (publickey)." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Finding_describes_the_failure(string what, string expected)
    {
        var record = what switch
        {
            "network" => Good with { LeaseAcknowledged = null },
            "report" => Good with { Report = new(false, "ProvisioningFailed", "the disk is full\n", Start) },
            "silence" => Good with { Report = null, Ended = "the machine is off" },
            _ => Good with { Login = new("alice", "key", null, "Permission denied (publickey).") },
        };
        var result = BootResult.Of(record, Usual);
        Assert.False(result.AsExpected);
        Assert.Contains(expected, Assert.Single(result.Checks, check => !check.Passed).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenario_without_an_account_requires_no_login() => Assert.True(BootResult.Of(Good with { Login = null }, Usual).AsExpected);

    [Fact]
    public void Timeline_is_sorted_and_relative_to_power_on() =>
        Assert.Equal(
            ["powerOn 0", "kernel 2000", "dhcpAck 8000", "imds 9000", "ready 11000", "login 14000"],
            Timeline.Of(Good).Select(moment => FormattableString.Invariant($"{moment.Name} {moment.Milliseconds}")));

    [Fact]
    public void JUnit_report_has_a_failure_per_failed_check_and_replaces_invalid_characters()
    {
        var record = Good with { Report = new(false, null, "no \u0001 room & <space>", Start.AddSeconds(3)) };
        var suite = JUnitReport.Write(Subject, record, BootResult.Of(record, Usual)).Root!.Element("testsuite")!;
        Assert.Equal("3", suite.Attribute("tests")!.Value);
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Equal("report", Assert.Single(suite.Elements("testcase"), test => test.Element("failure") is not null).Attribute("name")!.Value);
        Assert.Contains("no \uFFFD room &amp; &lt;space&gt;", suite.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_report_contains_the_result()
    {
        var document = JsonNode.Parse(JsonReport.Write(Subject, Good, BootResult.Of(Good, Usual)))!;
        Assert.Equal(2, document["version"]!.GetValue<int>());
        Assert.True(document["asExpected"]!.GetValue<bool>());
        Assert.Equal("Ready", document["report"]!["state"]!.GetValue<string>());
        Assert.Equal(9000, document["requests"]![0]!["ms"]!.GetValue<int>());
        Assert.Equal("vm1", document["hostNames"]![1]!.GetValue<string>());
    }

    [Fact]
    public void Takes_the_last_accepted_report_and_ignores_progress()
    {
        Assert.Null(AcceptedReport.Last([Health(1, Xml("NotReady", "<Details><SubStatus>Provisioning</SubStatus><Description>Starting</Description></Details>"))]));
        Assert.Null(AcceptedReport.Last([Health(1, Xml("Ready"), status: 503), Health(2, "no XML")]));
        var failed = AcceptedReport.Last([Health(1, Xml("NotReady", "<Details><SubStatus>ProvisioningFailed</SubStatus><Description>x</Description></Details>"))]);
        Assert.Equal((false, "ProvisioningFailed", "x"), (failed!.Ready, failed.SubStatus, failed.Description));
        Assert.True(AcceptedReport.Last([Health(1, Xml("NotReady")), Health(2, Xml("Ready"))])!.Ready);
        Assert.True(AcceptedReport.Last([Health(1, """{"state":"Ready"}""", operation: "wireserver.provisioningHealth", status: 201)])!.Ready);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"state\":\"\\ud800\"}")]
    [InlineData("{\"state\":\"Ready\",\"details\":[]}")]
    [InlineData("{\"state\":{}}")]
    [InlineData("<Health/>")]
    [InlineData("")]
    public void Ignores_invalid_reports_even_if_a_fault_accepted_them(string body)
    {
        var ready = body.Contains("Ready", StringComparison.Ordinal);
        Assert.Equal(ready, AcceptedReport.Last([Health(1, body, operation: "wireserver.provisioningHealth")]) is { Ready: true });
        Assert.Null(AcceptedReport.Last([Health(1, body)]));
    }

    [Fact]
    public void Text_report_contains_no_control_characters()
    {
        const string Evil = "\u001b[2J\r\nok      report: the platform received Ready";
        var record = Good with { Report = new(false, null, Evil, Start), HostNames = [Evil], Requests = [Request(1, "imds.other") with { Target = Evil, Misbehaviour = [new("x", Evil)] }] };

        Assert.All(TextReport.Lines(record, BootResult.Of(record, Usual)), line => Assert.DoesNotContain(line, char.IsControl));
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
