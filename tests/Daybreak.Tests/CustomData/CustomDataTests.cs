using System.Text.Json;
using Daybreak.Tests.Media;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CustomData;

public class CustomDataTests
{
    private const string Execute = "[CustomData]\nPolicy=execute\n";

    [Fact]
    public void It_is_kept_byte_for_byte_for_root_alone()
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
    public void Below_another_root_it_is_not_executed_and_that_is_said()
    {
        using var platform = Simulator.Start("vm: {name: vm1, user: alice, customData: x}\n");
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        using var disc = Disc.Of("vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho hi\\n\"}\n");
        var run = platform.Provision(machine, "--media", disc.Path);

        Assert.True(run.Exit == 0, $"{run}");
        Assert.Contains("custom-data is kept and not executed: nothing runs in this root directory", run.Error, StringComparison.Ordinal);
        Assert.False(machine.Has("/var/lib/daybreak/custom-data.d"));
    }

    [Fact]
    public void On_a_running_machine_a_script_runs_once_over_two_boots_and_its_exit_status_is_told()
    {
        Privilege.RequireOwnHostName();
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", Execute);
        string scenario = "vm: {name: vm1, user: alice, customData: \"#!/bin/sh\\necho once >>/ran\\necho said\\necho complained >&2\\nexit 3\\n\"}\n";
        using var platform = Simulator.Start(scenario);
        using var disc = Disc.Of(scenario);
        File.Copy(disc.Path, machine.Below("/disc"));
        File.Copy(Programs.Agent, machine.Below("/daybreak"));
        machine.Write("/dev/null", "");
        machine.MakeDirectory("/var/log");
        CopyShell(machine);

        var first = InMachine(machine, "provision", "--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer);
        Assert.True(first.Exit == 0, $"{first}");
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Contains("script-1: said", first.Output, StringComparison.Ordinal);
        Assert.Contains("script-1 failed with exit code 3", first.Output, StringComparison.Ordinal);
        Assert.Equal("said\ncomplained\n", machine.Read("/var/log/daybreak/custom-data.log"));
        Assert.Equal(3, Result(machine).GetProperty("exit").GetInt32());

        Directory.Delete(machine.Below("/run"), recursive: true);
        Directory.CreateDirectory(machine.Below("/run"));
        Assert.Equal(0, InMachine(machine, "boot").Exit);
        Assert.Equal(0, InMachine(machine, "provision", "--media", "/disc", "--imds", platform.Imds, "--wireserver", platform.WireServer).Exit);
        Assert.Equal("once\n", machine.Read("/ran"));
        Assert.Equal("exit:3", Result(machine).GetProperty("result").GetString());
    }

    [Fact]
    public void Validate_says_what_is_wrong_with_its_place()
    {
        using var machine = MachineRoot.Bare();
        machine.Write("/config", "#cloud-config\nruncmd:\n- a\n- {b: c}\npackage_updat: true\napt: {}\n").Write("/good", "#!/bin/sh\n");
        var run = Child.Run(Programs.Agent, ["validate", machine.Below("/config"), "--root", machine.Path]);

        Assert.Equal(65, run.Exit);
        Assert.Equal(
            [
                "part 1 (cloud-config): 63 bytes",
                "would do   part 1: runcmd, 1 command",
                "wrong      part 1, line 4, column 3: an item of runcmd is a mapping, and is not done: quote a command with a colon in it",
                "wrong      part 1, line 5, column 1: \"package_updat\" is no key of cloud-config, and is not done",
                "not done   part 1, line 6, column 1: apt is not done",
            ],
            run.OutputLines);
        using var json = JsonDocument.Parse(Child.Run(Programs.Agent, ["validate", machine.Below("/config"), "--root", machine.Path, "--json"]).Output);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("findings").GetArrayLength());
        Assert.Equal(0, Child.Run(Programs.Agent, ["validate", machine.Below("/good"), "--root", machine.Path]).Exit);
        Assert.Equal(64, Child.Run(Programs.Agent, ["validate", machine.Below("/nothing")]).Exit);
        Assert.Equal(64, Child.Run(Programs.Agent, ["validate"]).Exit);
    }

    private static JsonElement Result(MachineRoot machine) =>
        JsonDocument.Parse(Child.Run(Programs.Agent, ["status", "--json", "--root", machine.Path]).Output).RootElement.GetProperty("customData")[0];

    private static Ended InMachine(MachineRoot machine, params string[] arguments) =>
        Child.Run("unshare", ["--uts", "--mount", "chroot", machine.Path, "/daybreak", .. arguments]);

    // A shell of this machine's, with what it is linked to.
    private static void CopyShell(MachineRoot machine)
    {
        string[] words = Child.Run("ldd", ["/bin/sh"]).Output.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        foreach (string file in (string[])["/bin/sh", .. words.Where(word => word.StartsWith('/'))])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(machine.Below(file))!);
            File.Copy(file, machine.Below(file), overwrite: true);
        }
    }
}
