using System.Text.Json;
using Daybreak.Tests.Media;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CustomData;

public class CustomDataTests
{
    private const string Execute = "[CustomData]\nPolicy=execute\n";

    [Fact]
    public void Stores_custom_data_unchanged_and_readable_by_root_only()
    {
        using var platform = Simulator.Start("vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho hi\\n\", userData: \"more\"}\n");
        using var machine = MachineRoot.Debian();
        using var disc = Disc.Of("vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho hi\\n\"}\n");
        var run = platform.Provision(machine, "--media", disc.Path);

        Assert.True(run.Exit == 0, $"{run}");
        Assert.Equal("#!/bin/sh\necho hi\n", machine.Read("/var/lib/daybreak/custom-data"));
        Assert.Equal("more", machine.Read("/var/lib/daybreak/user-data"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(machine.Below("/var/lib/daybreak/custom-data")));
        Assert.False(machine.Has("/var/lib/daybreak/custom-data.state"));
    }

    [Fact]
    public void Does_not_execute_custom_data_below_another_root_and_says_so()
    {
        using var platform = Simulator.Start("vm: {name: vm1, user: alice, customData: x}\n");
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        using var disc = Disc.Of("vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho hi\\n\"}\n");
        var run = platform.Provision(machine, "--media", disc.Path);

        Assert.True(run.Exit == 0, $"{run}");
        Assert.Contains("custom-data is saved but not executed: this root directory is not that of the running machine", run.Error, StringComparison.Ordinal);
        Assert.False(machine.Has("/var/lib/daybreak/custom-data.d"));
    }

    [Fact]
    public void Runs_a_script_once_over_two_boots_and_prints_its_exit_status()
    {
        Privilege.RequireOwnHostName();
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        string scenario = "vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho once >>/ran\\necho said\\necho complained >&2\\nexit 3\\n\"}\n";
        using var platform = Simulator.Start(scenario);
        using var disc = Disc.Of(scenario);
        File.Copy(disc.Path, machine.Below("/disc"));
        machine.CopyAgent();
        machine.Write("/dev/null", "");
        machine.MakeDirectory("/var/log");
        machine.CopyShell();

        var first = machine.RunInside("provision", "--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer);
        Assert.True(first.Exit == 0, $"{first}");
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Contains("script-1: said", first.Output, StringComparison.Ordinal);
        Assert.Contains("script-1 failed with exit code 3", first.Output, StringComparison.Ordinal);
        Assert.Equal("said\ncomplained\n", machine.Read("/var/log/daybreak/custom-data.log"));
        Assert.Equal(3, Result(machine).GetProperty("exit").GetInt32());

        Directory.Delete(machine.Below("/run"), recursive: true);
        Directory.CreateDirectory(machine.Below("/run"));
        Assert.Equal(0, machine.RunInside("boot").Exit);
        Assert.Equal(0, machine.RunInside("provision", "--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer).Exit);
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Equal("exit:3", Result(machine).GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("after", "after-ready")]
    [InlineData("before", "before-report")]
    public void The_plan_shows_each_script_and_when_it_runs(string when, string phase)
    {
        Privilege.RequireOwnHostName();
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", $"{Execute}When={when}\n");
        string scenario = "vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho once >>/ran\\n\"}\n";
        using var platform = Simulator.Start(scenario);
        using var disc = Disc.Of(scenario);
        File.Copy(disc.Path, machine.Below("/disc"));
        machine.CopyAgent();
        machine.Write("/dev/null", "");
        machine.CopyShell();
        string[] options = ["--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer];
        var before = machine.Snapshot();

        string plan = machine.RunInside(["plan", .. options]).Output;
        var script = Script(machine, options);

        Assert.Contains("  run-custom-data:\n", plan, StringComparison.Ordinal);
        Assert.Contains("    part 1 (x-shellscript) was run  [/bin/sh /var/lib/daybreak/custom-data.d/script-1]\n", plan, StringComparison.Ordinal);
        Assert.Equal(when == "after", plan.IndexOf("\nafter Ready:\n", StringComparison.Ordinal) < plan.IndexOf("  run-custom-data:", StringComparison.Ordinal));
        Assert.Equal((phase, "/bin/sh"), script);
        Assert.Equal(before, machine.Snapshot());

        Assert.Equal(0, machine.RunInside(["provision", .. options]).Exit);
        Assert.Null(Script(machine, options));
        // The captured disk is another VM: its custom data is executed for that one.
        Assert.Equal((phase, "/bin/sh"), Script(machine, [.. options, "--vm-id", "6a2b3c4d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"]));
    }

    private static (string? When, string? Program)? Script(MachineRoot machine, string[] options)
    {
        using var json = JsonDocument.Parse(machine.RunInside(["plan", "--json", .. options]).Output);
        foreach (var step in json.RootElement.GetProperty("steps").EnumerateArray())
            foreach (var change in step.GetProperty("changes").EnumerateArray())
                if (change.GetProperty("kind").GetString() == "RunScript") return (step.GetProperty("when").GetString(), change.GetProperty("command")[0].GetString());
        return null;
    }

    [Fact]
    public void Without_a_service_manager_the_script_continues_in_a_new_session()
    {
        Privilege.RequireOwnHostName();
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        string scenario = "vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho $$ >/pid\\nwhile [ ! -e /go ]; do :; done\\necho once >>/ran\\n\"}\n";
        using var platform = Simulator.Start(scenario);
        using var disc = Disc.Of(scenario);
        File.Copy(disc.Path, machine.Below("/disc"));
        machine.CopyAgent();
        machine.Write("/dev/null", "");
        machine.CopyShell();
        string[] options = ["--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer];

        var first = machine.RunInside(["provision", "--no-wait", .. options]);

        Assert.True(first.Exit == 0, $"{first}");
        Assert.False(machine.Has("/ran"));
        Await(() => Child.Run(Programs.Agent, ["status", "--root", machine.Path]).Output.Contains("data:    script-1: running", StringComparison.Ordinal));
        Await(() => machine.Has("/pid") && machine.Read("/pid").EndsWith('\n'));
        Assert.NotEqual(SessionOf("self"), SessionOf(machine.Read("/pid").Trim()));
        // It holds the lock, so a second run does not run the script again.
        Assert.Equal(75, machine.RunInside(["provision", .. options]).Exit);
        machine.Write("/go", "");
        Await(() => machine.Has("/var/log/daybreak/provision.log") && machine.Read("/var/log/daybreak/provision.log").Contains("nothing to do: VM ", StringComparison.Ordinal));
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Equal("exit:0", Result(machine).GetProperty("result").GetString());

        Assert.Equal(0, machine.RunInside(["provision", "--no-wait", .. options]).Exit);
        Assert.Equal(0, machine.RunInside("boot").Exit);
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Single(machine.Read("/var/log/daybreak/provision.log").Split('\n'), line => line.StartsWith("nothing to do: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_that_a_power_cut_interrupted_does_not_delay_the_boot()
    {
        Privilege.RequireOwnHostName();
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        using var platform = Simulator.Start();
        machine.CopyAgent();
        machine.Write("/dev/null", "");
        machine.CopyShell();
        Assert.Equal(0, machine.RunInside("provision", "--media", "none", "--imds", platform.Imds, "--wireserver", platform.WireServer).Exit);
        machine.Write("/var/lib/daybreak/custom-data", "#!/bin/sh\nwhile [ ! -e /go ]; do :; done\necho once >>/ran\n");
        machine.Write("/var/lib/daybreak/custom-data.state", $"daybreak-custom-data 1\nvm {Simulator.VmId}\ndata custom-data\nuser -\n");

        // The background process needs the same options; without them it would wait for a network.
        var boot = machine.RunInside("boot", "--imds", platform.Imds, "--wireserver", platform.WireServer);

        Assert.True(boot.Exit == 0, $"{boot}");
        Assert.Contains("continues in the background", boot.Output, StringComparison.Ordinal);
        machine.Write("/go", "");
        Await(() => Child.Run(Programs.Agent, ["status", "--root", machine.Path]).Output.Contains("data:    script-1: exit:0", StringComparison.Ordinal));
        Assert.Equal("once\n", machine.Read("/ran"));
        Await(() => machine.Read("/var/log/daybreak/provision.log").Contains("nothing to do: VM ", StringComparison.Ordinal));
    }

    // proc(5): the sixth word, after a name that has no blank here.
    private static string SessionOf(string process) => File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ')[3];

    private static void Await(Func<bool> condition)
    {
        var patience = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < patience, "a minute was not enough");
            Thread.Sleep(20);
        }
    }

    [Fact]
    public void Validate_prints_errors_with_line_and_column()
    {
        using var machine = MachineRoot.Bare();
        machine.Write("/config", "#cloud-config\nruncmd:\n- a\n- {b: c}\npackage_updat: true\napt: {}\n").Write("/good", "#!/bin/sh\n");
        var run = Child.Run(Programs.Agent, ["validate", machine.Below("/config"), "--root", machine.Path]);

        Assert.Equal(65, run.Exit);
        Assert.Equal(
            [
                "part 1 (cloud-config): 63 bytes",
                "would do   part 1: runcmd, 1 command",
                "wrong      part 1, line 4, column 3: an item of runcmd is a mapping: quote a command that contains a colon",
                "wrong      part 1, line 5, column 1: unknown key \"package_updat\" of cloud-config",
                "not done   part 1, line 6, column 1: apt is not supported",
                "note       nothing is executed: the configuration has [CustomData] Policy=store, not execute",
            ],
            run.OutputLines);
        machine.Write("/etc/daybreak/daybreak.conf", Execute);
        Assert.DoesNotContain("Policy", Child.Run(Programs.Agent, ["validate", machine.Below("/config"), "--root", machine.Path]).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Child.Run(Programs.Agent, ["validate", machine.Below("/config"), "--root", machine.Path, "--json"]).Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal("execute", json.RootElement.GetProperty("policy").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(0, Child.Run(Programs.Agent, ["validate", machine.Below("/good"), "--root", machine.Path]).Exit);
        Assert.Equal(64, Child.Run(Programs.Agent, ["validate", machine.Below("/nothing")]).Exit);
        Assert.Equal(64, Child.Run(Programs.Agent, ["validate"]).Exit);
    }

    private static JsonElement Result(MachineRoot machine) =>
        JsonDocument.Parse(Child.Run(Programs.Agent, ["status", "--json", "--root", machine.Path]).Output).RootElement.GetProperty("customData")[0];
}
