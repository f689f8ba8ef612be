using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

public class RefusalTests
{
    public static TheoryData<int, string, string> Lines => new()
    {
        { 64, "provide", "unknown verb provide; daybreak --help lists the verbs" },
        { 64, "--frob", "unknown verb --frob; daybreak --help lists the verbs" },
        { 64, "provision --frob", "unknown option --frob; see daybreak provision --help" },
        { 64, "provision -v", "unknown option -v; see daybreak provision --help" },
        { 64, "provision --only", "--only requires a value: --only STEP,…; see daybreak provision --help" },
        { 64, "provision --root ROOT --phase network", "--phase network: expected local or all" },
        { 64, "provision --root ROOT --phase LOCAL", "--phase LOCAL: expected local or all" },
        { 64, "provision --root ROOT --phase local,all", "--phase local,all: expected local or all" },
        { 64, "provision --root ROOT --phase local --only hostname", "--phase local and --only exclude each other: the listed steps need every source" },
        { 64, "plan --imds NONE", "--imds NONE: expected none, or http and an IP address, such as http://127.0.0.1:8080" },
        { 64, "report Ready", "expected daybreak report ready | failure --reason TEXT | in-progress" },
        { 64, "report in-progress --reason x", "expected daybreak report ready | failure --reason TEXT | in-progress" },
        { 64, "provision extra", "unexpected argument extra; see daybreak provision --help" },
        { 64, "plan --root ROOT --root ROOT", "duplicate option --root; see daybreak plan --help" },
        { 64, "plan --verbose=yes", "--verbose takes no value; see daybreak plan --help" },
        { 64, "plan --imds https://169.254.169.254", "--imds https://169.254.169.254: expected none, or http and an IP address, such as http://127.0.0.1:8080" },
        { 64, "plan --wireserver example.org", "--wireserver example.org: expected none, or http and an IP address, such as http://127.0.0.1:8080" },
        { 64, "plan --vm-id 12", "--vm-id 12: expected a UUID that is not all zeros, such as 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11" },
        { 64, "plan --vm-id 00000000-0000-0000-0000-000000000000", "--vm-id 00000000-0000-0000-0000-000000000000: expected a UUID that is not all zeros, such as 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11" },
        { 64, "report", "expected daybreak report ready | failure --reason TEXT | in-progress" },
        { 64, "report failure", "expected daybreak report ready | failure --reason TEXT | in-progress" },
        { 64, "report ready --reason x", "expected daybreak report ready | failure --reason TEXT | in-progress" },
        { 64, "report ready --root ROOT --wireserver none", "report requires the WireServer: remove --wireserver none" },
        { 64, "metadata --root ROOT --imds none", "metadata requires IMDS: remove --imds none" },
        { 64, "metadata ../secret --root ROOT", "invalid path ../secret; expected a path such as instance/compute/name" },
        { 75, "timeline --root ROOT", "no timeline: no run has ended on this machine yet; run daybreak provision" },
        { 64, "validate ", "validate requires a file; see daybreak validate --help" },
        { 64, "plan --root ROOT --config ", "--config requires a value: --config FILE; see daybreak plan --help" },
        { 78, "plan --root ROOT/missing", "cannot open the root directory ROOT/missing: No such file or directory; check --root and --config" },
        { 78, "plan --root ROOT --config ROOT/missing.conf", "--config ROOT/missing.conf: no such file; check --config" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Wrong_usage_has_one_message_and_an_exit_status(int exit, string line, string sentence)
    {
        using var machine = MachineRoot.Debian();
        var before = machine.Snapshot();

        var run = Child.Run(Programs.Agent, line.Split(' ').Select(word => word.Replace("ROOT", machine.Path, StringComparison.Ordinal)));

        Assert.True(run.Exit == exit, run.ToString());
        Assert.Equal($"daybreak: {sentence.Replace("ROOT", machine.Path, StringComparison.Ordinal)}\n", run.Error);
        MessageRules.Check($"command line: {run.Error}");
        Assert.Empty(run.Output);
        Assert.Equal(before, machine.Snapshot());
    }

    [Fact]
    public void Options_take_their_value_with_or_without_an_equals_sign()
    {
        using var machine = MachineRoot.Debian();
        Assert.Equal(75, Child.Run(Programs.Agent, ["status", $"--root={machine.Path}"]).Exit);
        Assert.Equal(75, Child.Run(Programs.Agent, ["status", "--root", machine.Path]).Exit);
    }

    [Fact]
    public void Warns_about_invalid_settings_with_file_and_line()
    {
        using var machine = MachineRoot.Debian();
        machine.Write("/etc/daybreak/daybreak.conf.d/10-site.conf", "# ours\n[Provisioning]\nDeadlin=3s\nDeadline=soon\n");

        var run = Child.Run(Programs.Agent, ["status", "--root", machine.Path]);

        Assert.Equal(
            [
                "warning: /etc/daybreak/daybreak.conf.d/10-site.conf:3: unknown key Deadlin= in [Provisioning]; the setting is ignored",
                "warning: /etc/daybreak/daybreak.conf.d/10-site.conf:4: Deadline=soon is not a time of at least 1 s, such as 18min; the setting is ignored",
            ],
            run.ErrorLines);
    }

    [Fact]
    public void A_root_that_cannot_be_written_gives_exit_status_73()
    {
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare();
        File.WriteAllText(machine.Below("/run"), "not a directory");

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 73, run.ToString());
        Assert.Contains("failed: ", run.Error, StringComparison.Ordinal);
        Assert.False(machine.Has("/etc/hostname"));
        Assert.Single(platform.Requests, request => request.IsNotReady);
    }
}
