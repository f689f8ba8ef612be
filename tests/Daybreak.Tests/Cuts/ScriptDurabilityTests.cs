using Daybreak.Tests.Media;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>A script runs at most once, also if the power fails while it runs: the record "begun" is durable before it starts.</summary>
public class ScriptDurabilityTests
{
    private const string Scenario = "vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho once >>/ran\\n\"}\n";

    [Fact]
    public void Syncs_the_record_begun_and_its_directory_before_the_script_starts()
    {
        Privilege.RequireTracing();
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start(Scenario);
        using var disc = Disc.Of(Scenario);
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", "[CustomData]\nPolicy=execute\nWhen=before\n").Write("/dev/null", "");
        File.Copy(disc.Path, machine.Below("/disc"));
        machine.CopyAgent();
        machine.CopyShell();
        string trace = Path.GetTempFileName();

        var run = machine.TraceInside(
            trace, "write,fsync,renameat,execve", "provision", "--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer);

        Assert.True(run.Exit == 0, $"{run}");
        Assert.Equal("once\n", machine.Read("/ran"));
        string[] calls = File.ReadAllLines(trace);
        File.Delete(trace);
        int at = Next(calls, 0, "write(", ".custom-data.state.daybreak>", "\\nbegun script-1\\n\"");
        at = Next(calls, at, "fsync(", ".custom-data.state.daybreak>");
        at = Next(calls, at, "renameat(", "\"custom-data.state\"");
        at = Next(calls, at, "fsync(", "/var/lib/daybreak>");
        Next(calls, at, "execve(\"/bin/sh\"", "/var/lib/daybreak/custom-data.d/script-1\"");
        Assert.Single(calls, call => call.Contains("execve(\"/bin/sh\"", StringComparison.Ordinal));
    }

    // The position of the first such call after another one.
    private static int Next(string[] calls, int after, params string[] parts)
    {
        int at = Array.FindIndex(calls, after, call => parts.All(part => call.Contains(part, StringComparison.Ordinal)));
        Assert.True(at >= 0, $"no call with {string.Join(" and ", parts)} after:\n{(after == 0 ? "the start" : calls[after])}");
        return at + 1;
    }
}
