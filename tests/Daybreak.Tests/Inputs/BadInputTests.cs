using System.Text;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Inputs;

/// <summary>Invalid answers of the platform: one message, a report if one can be sent, and an unchanged machine.</summary>
public class BadInputTests
{
    private const string Container = "<Container><ContainerId>c</ContainerId><RoleInstanceList><RoleInstance><InstanceId>i</InstanceId></RoleInstance></RoleInstanceList></Container>";

    public static TheoryData<string, string, string> GoalStates => new()
    {
        { "empty", "", "the document is empty" },
        { "blank", "  \n ", "the document is empty" },
        { "truncated", "<?xml version=\"1.0\"?>\n<GoalState>\n<Incarnation>1</Incarn", "line 3, column " },
        { "not XML", "{\"goal\": 1}", "line 1, column 1" },
        { "a web page", "<html><body>Sign in</body></html>", "the root element is html; expected GoalState" },
        { "no incarnation", $"<GoalState>{Container}</GoalState>", "no GoalState/Incarnation" },
        { "no container", "<GoalState><Incarnation>1</Incarnation></GoalState>", "no GoalState/Container/ContainerId" },
        { "no instance", "<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId></Container></GoalState>", "no GoalState/Container/RoleInstanceList/RoleInstance/InstanceId" },
        { "a document type", $"<!DOCTYPE g [<!ENTITY e \"x\">]>\n<GoalState><Incarnation>&e;</Incarnation>{Container}</GoalState>", "document type definitions are not allowed" },
        { "too deep", string.Concat(Enumerable.Repeat("<GoalState>", 100)), "more than 32 levels of elements" },
        { "too long an id", $"<GoalState><Incarnation>{new string('1', 5000)}</Incarnation>{Container}</GoalState>", "GoalState/Incarnation has 5000 characters" },
    };

    [Theory]
    [MemberData(nameof(GoalStates))]
    public void An_unusable_goal_state_changes_nothing(string what, string body, string place)
    {
        _ = what;
        using var platform = Simulator.Start("faults: [{on: wireserver.goalState, contentType: text/xml, bodyFile: goal-state}]\n", ("goal-state", Encoding.UTF8.GetBytes(body)));
        AssertRefused(platform, 65, ["WireServer: the goal state is unusable: ", place]);
        Assert.DoesNotContain("wireserver.health", platform.Operations);
    }

    // Answers that are too large or have no end: EndlessAnswerTests of Daybreak.Platform.Tests, where no deadline can pass in the meantime.
    [Theory]
    [InlineData("endless: headers")]
    [InlineData("garbage: true")]
    public void A_goal_state_answer_that_is_not_HTTP_changes_nothing(string fault)
    {
        using var platform = Simulator.Start($"faults: [{{on: wireserver.goalState, {fault}}}]\n");
        AssertRefused(platform, 65, ["WireServer http://127.0.0.1:", "/machine?comp=goalstate: cannot retrieve the goal state: the answer"]);
    }

    public static TheoryData<string, string, string, string> Documents => new()
    {
        { "HTML", "<!DOCTYPE html>\n<html>Sign in</html>", "the instance document is not JSON at line 1, byte 1: it is HTML or XML", "error parsing IMDS metadata" },
        { "empty", "", "the instance document is not JSON", "error parsing IMDS metadata" },
        { "half of it", "{\"compute\": {\n\"name\": \"vm1\", \"osProfile\": {\"compu", "the instance document is not JSON at line 2, byte ", "error parsing IMDS metadata" },
        { "a list", "[1]", "the instance document is an array; expected an object", "error parsing IMDS metadata" },
        { "null", "null", "the instance document is empty", "error parsing IMDS metadata" },
        { "no compute", "{\"network\": {}}", "the instance document has no compute member", "error parsing IMDS metadata" },
        { "too deep", string.Concat(Enumerable.Repeat("{\"compute\":", 200)), "the instance document is not JSON", "error parsing IMDS metadata" },
        { "another type", "{\"compute\": {\"osProfile\": {\"computerName\": [\"a\"]}}}", "compute.osProfile.computerName is an array; expected a string", "error parsing IMDS metadata" },
        { "no name at all", "{\"compute\": {\"osProfile\": null}}", "has no compute.osProfile.computerName", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "null osProfile", "{\"compute\": {\"name\": \"vm1\", \"osProfile\": null}}", "has no compute.osProfile.computerName", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "a newline in the name", Named("vm1\\nroot::0:0"), "compute.osProfile.computerName has the character U+000A at position 4", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "300 characters", Named(new string('a', 300)), "compute.osProfile.computerName has 300 characters; a host name has at most 64", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "a path", Named("../../etc/passwd"), "compute.osProfile.computerName has \".\" at position 1", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "an escape sequence", Named("vm\\u001b[2J"), "the character U+001B at position 3", "invalid IMDS metadata for key=compute.osProfile.computerName" },
        { "a hyphen in front", Named("-vm"), "begins or ends with a hyphen", "invalid IMDS metadata for key=compute.osProfile.computerName" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void An_unusable_instance_document_is_reported_and_changes_nothing(string what, string body, string place, string reason)
    {
        _ = what;
        using var platform = Simulator.Start("faults: [{on: imds.instance, contentType: application/json, bodyFile: document}]\n", ("document", Encoding.UTF8.GetBytes(body)));
        AssertRefused(platform, 65, ["IMDS: ", place]);
        AssertReported(platform, reason);
    }

    [Theory]
    [InlineData("bodyFile: big", "the answer is larger than 1048576 bytes")]
    [InlineData("endless: headers", "the answer's headers are larger than 16384 bytes")]
    [InlineData("garbage: true", "; expected an HTTP status line")]
    public void An_IMDS_answer_that_is_not_HTTP_is_reported_and_changes_nothing(string fault, string place)
    {
        using var platform = Simulator.Start($"faults: [{{on: imds.instance, {fault}}}]\n", ("big", new byte[2 << 20]));
        AssertRefused(platform, 65, ["IMDS http://127.0.0.1:", place]);
        AssertReported(platform, "unexpected error querying IMDS");
    }

    [Theory]
    [InlineData("status: 403", "403 Forbidden: the metadata security protocol is enforced", "http error 403 querying IMDS")]
    [InlineData("silent: true", "connected, but the answer was not complete in time", "read timeout querying IMDS")]
    public void An_unreachable_IMDS_is_reported_and_changes_nothing(string fault, string place, string reason)
    {
        using var platform = Simulator.Start($"faults: [{{on: imds.instance, {fault}}}]\n");
        AssertRefused(platform, 69, ["IMDS http://127.0.0.1:", "/metadata/instance?", place]);
        AssertReported(platform, reason);
    }

    [Theory]
    [InlineData("truncate: 300")]
    [InlineData("drop: true")]
    public void An_IMDS_that_resets_every_connection_is_reported_and_changes_nothing(string fault)
    {
        using var platform = Simulator.Start($"faults: [{{on: imds.instance, {fault}}}]\n");
        // The deadline may end the last try, which then has another result than a closed connection.
        AssertRefused(platform, 69, ["IMDS http://127.0.0.1:", "/metadata/instance?", " attempts"]);
        Assert.Single(platform.Requests, request => request is { IsNotReady: true, Status: 200 });
    }

    [Fact]
    public void The_resource_name_is_the_host_name_on_a_platform_without_osProfile()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, times: 2, status: 400}, {on: imds.instance, body: '{\"compute\": {\"name\": \"vm7\", \"osProfile\": null}}'}]\n");
        using var machine = MachineRoot.Debian();

        Assert.Equal(0, platform.Provision(machine).Exit);

        Assert.Equal("vm7\n", machine.Read("/etc/hostname"));
    }

    private static void AssertRefused(Simulator platform, int exit, string[] says)
    {
        // The agent waits only for a platform that does not answer.
        using var machine = exit == 69 ? MachineRoot.Debian().WithDeadline(8) : MachineRoot.Debian();
        var before = machine.Snapshot("/run/daybreak", "/var/lib/daybreak");

        var run = platform.Provision(machine);

        Assert.True(run.Exit == exit, run.ToString());
        string sentence = Assert.Single(run.ErrorLines);
        Assert.StartsWith("failed: ", MessageRules.Check(sentence), StringComparison.Ordinal);
        Assert.All(says, part => Assert.Contains(part, sentence, StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output + run.Error, character => char.IsControl(character) && character != '\n');
        Assert.Equal(before, machine.Snapshot("/run/daybreak", "/var/lib/daybreak"));
        Assert.StartsWith("state:   failed", platform.Run("status", machine).Output, StringComparison.Ordinal);
        platform.AssertPolite();
    }

    private static void AssertReported(Simulator platform, string reason)
    {
        var report = Assert.Single(platform.Requests, request => request.Operation == "wireserver.health");
        Assert.True(report is { IsNotReady: true, Status: 200 });
        Assert.Contains("<SubStatus>ProvisioningFailed</SubStatus>", report.Body, StringComparison.Ordinal);
        Assert.Contains($"|reason={reason}|", report.Body, StringComparison.Ordinal);
        Assert.Contains($"vm_id={Simulator.VmId}", report.Body, StringComparison.Ordinal);
    }

    private static string Named(string json) => $"{{\"compute\": {{\"osProfile\": {{\"computerName\": \"{json}\"}}}}}}";
}
