using System.Text.Json;
using Daybreak.Configuration;
using Daybreak.Provisioning.Runs;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

public partial class VerbTests
{
    [Fact]
    public void Plan_prints_missing_changes_and_writes_nothing()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        var before = machine.Snapshot();

        var plan = platform.Run("plan", machine);

        Assert.Equal(0, plan.Exit);
        Assert.Contains(plan.OutputLines, line => line.StartsWith("    host name vm1 in /etc/hostname  [/etc/hostname 0644 ", StringComparison.Ordinal));
        Assert.Contains($"    {MachineRoot.Unit} disabled: {MachineRoot.EnabledUnit} removed", plan.OutputLines);
        Assert.Equal(before, machine.Snapshot());
        Assert.Equal(["imds.instance"], platform.Operations);
    }

    [Fact]
    public void Provision_makes_the_planned_changes()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        string[] planned = [.. Json(platform.Run("plan", machine, "--json")).GetProperty("steps").EnumerateArray()
            .SelectMany(step => step.GetProperty("changes").EnumerateArray().Select(change => $"{step.GetProperty("name").GetString()}: {change.GetProperty("does").GetString()}"))
            // Disabling the units is not a step.
            .Select(line => line.Replace("first-boot-units: ", "", StringComparison.Ordinal))];

        var run = platform.Provision(machine);

        Assert.NotEmpty(planned);
        Assert.Equal(planned, run.OutputLines.Where(line => planned.Contains(line)));
        int retired = planned.Count(line => line.StartsWith("azure-provisioning", StringComparison.Ordinal));
        Assert.Contains($": {planned.Length - retired} changes", run.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal("nothing to do: the machine matches\n", platform.Run("plan", machine).Output);
    }

    [Fact]
    public void The_plan_and_the_timeline_follow_the_run_sequence()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        var planned = Pairs(Json(platform.Run("plan", machine, "--json")).GetProperty("steps"), "name", "when");
        Assert.Equal(0, platform.Provision(machine).Exit);
        var measured = Pairs(Json(platform.Run("timeline", machine, "--json")).GetProperty("spans"), "name", "phase");

        var phases = new RunSequence(new Settings()).Phases;
        var steps = phases.SelectMany(phase => phase is WorkPhase ? [(phase.Name, phase.Stage.Name)] : phase.Spans.Select(name => (name, phase.Stage.Name)));
        var spans = phases.SelectMany(phase => phase.Spans.Select(name => (name, phase.Name)));
        Assert.Contains(("host-name", "before-report"), planned);
        Assert.Contains(("first-boot-units", "after-ready"), planned);
        Assert.Equal(steps.Where(planned.Contains), planned);
        Assert.Contains(("host-name", "changes"), measured);
        Assert.Equal([("journal", ""), .. spans.Where(measured.Contains)], measured);

        static List<(string, string)> Pairs(JsonElement list, string one, string other) =>
            [.. list.EnumerateArray().Select(item => (item.GetProperty(one).GetString()!, item.TryGetProperty(other, out var value) ? value.GetString()! : ""))];
    }

    [Fact]
    public void Json_output_is_valid_and_has_a_version()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        Assert.All(((string, string, int)[])[("plan", "steps", 2), ("explain", "fields", 1), ("status", "state", 1), ("timeline", "spans", 1)], expected =>
        {
            var (verb, member, version) = expected;
            var json = Json(platform.Run(verb, machine, "--json"));
            Assert.Equal(version, json.GetProperty("version").GetInt32());
            Assert.True(json.TryGetProperty(member, out _));
        });
    }

    [Fact]
    public void Explain_prints_the_value_of_every_source()
    {
        using var platform = Simulator.Start("vm: {name: web-7, hostName: web}\n");
        using var machine = MachineRoot.Debian();

        string whole = platform.Run("explain", machine, "hostname").Output;
        var json = Json(platform.Run("explain", machine, "--json")).GetProperty("fields").GetProperty("hostname");

        Assert.StartsWith("hostname: web\n", whole, StringComparison.Ordinal);
        Assert.Contains("won      IMDS compute.osProfile.computerName: web: ", whole, StringComparison.Ordinal);
        Assert.Contains("lost     IMDS compute.name: web-7: ", whole, StringComparison.Ordinal);
        Assert.Equal("won", json.GetProperty("claims")[0].GetProperty("verdict").GetString());
        Assert.Equal(64, platform.Run("explain", machine, "shoe-size").Exit);
    }

    [Fact]
    public void Timeline_prints_text_and_writes_an_SVG_image()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);
        string picture = machine.Below("/tmp/timeline.svg");

        string lines = platform.Run("timeline", machine).Output;
        Assert.Equal(0, platform.Run("timeline", machine, "--svg", picture).Exit);

        foreach (string part in (string[])["IMDS", "goal state", "host-name", "check", "report"]) Assert.Contains(part, lines, StringComparison.Ordinal);
        Assert.Equal("svg", System.Xml.Linq.XDocument.Load(picture).Root!.Name.LocalName);
        Assert.Equal(73, platform.Run("timeline", machine, "--svg", "/nowhere/at/all.svg").Exit);
    }

    [Theory]
    [InlineData("instance/compute/name", "vm1\n")]
    [InlineData("/metadata/instance/compute/osProfile/computerName", "vm1\n")]
    [InlineData("instance/compute/publicKeys", "[]\n")]
    public void Metadata_prints_the_value_from_IMDS(string path, string printed)
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var run = platform.Run("metadata", machine, path);

        Assert.Equal((0, printed), (run.Exit, run.Output));
        Assert.Single(platform.Requests);
        platform.AssertPolite();
    }

    [Fact]
    public void Missing_metadata_gives_exit_status_65()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();

        var run = platform.Run("metadata", machine, "instance/compute/shoeSize");

        Assert.Equal(65, run.Exit);
        Assert.Equal("daybreak: IMDS: instance/compute/shoeSize: no member shoeSize; run daybreak metadata to list the members\n", run.Error);
        Assert.Equal("vm1", Json(platform.Run("metadata", machine, "instance", "--json")).GetProperty("compute").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("ready", null, "<State>Ready</State>")]
    [InlineData("in-progress", null, "<State>NotReady</State><Details><SubStatus>Provisioning</SubStatus>")]
    [InlineData("failure", "disk is <on> fire & \"smoking\"", "<State>NotReady</State><Details><SubStatus>ProvisioningFailed</SubStatus><Description>result=error|reason=disk is &lt;on&gt; fire &amp; \"smoking\"|agent=Daybreak/")]
    public void Report_sends_one_report_and_changes_nothing(string what, string? reason, string document)
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        var before = machine.Snapshot();

        var run = platform.Run("report", machine, reason is null ? [what] : [what, "--reason", reason]);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal(["wireserver.goalState", "wireserver.health"], platform.Operations);
        Assert.Contains(document, platform.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Equal(200, platform.Requests[^1].Status);
        Assert.Equal(before, machine.Snapshot());
        platform.AssertPolite();
    }

    [Fact]
    public void Boot_does_nothing_on_a_provisioned_machine_and_enables_the_unit_on_a_captured_one()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Assert.Equal(0, platform.Provision(machine).Exit);

        var quiet = platform.Run("boot", machine);
        var captured = platform.Run("boot", machine, "--vm-id", "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5");

        Assert.Equal($"nothing to do: VM {Simulator.VmId} is provisioned\n", quiet.Output);
        Assert.Equal(0, captured.Exit);
        Assert.Contains("is now VM 6e7f8091-a2b3-4c4d-9e5f-60718293a4b5", captured.Output, StringComparison.Ordinal);
        Assert.Equal($"/usr/lib/systemd/system/{MachineRoot.Unit}", new FileInfo(machine.Below(MachineRoot.EnabledUnit)).LinkTarget);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void Boot_provisions_at_once_if_there_is_no_unit()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare();

        Assert.Equal(0, platform.Run("boot", machine).Exit);

        Assert.Single(platform.Requests, request => request.IsReady);
        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
    }

    private static JsonElement Json(Ended run)
    {
        Assert.True(run.Exit is 0, run.ToString());
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
