using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Ssh;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed class SetSshPolicyTests : IDisposable
{
    private const string Main = "/etc/ssh/sshd_config", DropIn = "/etc/ssh/sshd_config.d/00-daybreak.conf", Earlier = "/etc/ssh/sshd_config.d/00-00-daybreak.conf";
    private readonly SshMachine machine = new(new SetSshPolicy(new SshSettings()));

    public SetSshPolicyTests() => Assert.SkipUnless(SshMachine.IsRoot, "needs root, to give files to users");

    public void Dispose() => machine.Dispose();

    /// <summary>The effective policy for configurations of images and settings of the platform.</summary>
    public static TheoryData<string, string, string?, string> Images => new()
    {
        { SshMachine.DebianConfig, "true", null, DropIn },
        { SshMachine.DebianConfig, "false", null, DropIn },
        { SshMachine.DebianConfig, "true", "60-cloudimg.conf=PasswordAuthentication yes", DropIn },
        { SshMachine.DebianConfig, "false", "60-cloudimg.conf=PasswordAuthentication no", DropIn },
        { SshMachine.DebianConfig, "true", "00-aaa.conf=PasswordAuthentication yes", Earlier },
        { SshMachine.DebianConfig, "true", "00-00-aaa.conf=PasswordAuthentication yes", Main },
        { SshMachine.DebianConfig, "true", "!first.conf=KbdInteractiveAuthentication yes", Main },
        { "PasswordAuthentication yes\n" + SshMachine.DebianConfig, "true", null, Main },
        { "UsePAM yes\n", "true", null, Main },
        { "UsePAM yes\n", "false", null, Main },
        { "", "true", null, Main },
        { "PasswordAuthentication no\nChallengeResponseAuthentication no\nClientAliveInterval 1m\n", "true", null, "" },
        { "PasswordAuthentication yes\nKbdInteractiveAuthentication yes\nClientAliveInterval 180\n", "false", null, "" },
        { SshMachine.DebianConfig + "Match User alice\n PasswordAuthentication yes\n", "true", null, DropIn },
        { SshMachine.DebianConfig + "Match Group sudo\n KbdInteractiveAuthentication yes\n", "true", null, DropIn },
        { SshMachine.DebianConfig + "Match Address 10.0.0.0/8\n PasswordAuthentication yes\n", "true", null, DropIn },
        { SshMachine.DebianConfig + "Match User bob\n PasswordAuthentication yes\n", "true", null, DropIn },
        { "Match all\n" + SshMachine.DebianConfig, "true", null, DropIn },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void The_policy_is_effective_for_arbitrary_configurations(string config, string disabled, string? dropIn, string where)
    {
        machine.Root.Write(Main, config);
        if (dropIn?.Split('=') is [var name, var text]) machine.Root.Write($"/etc/ssh/sshd_config.d/{name}", text + "\n");

        var changes = machine.Apply(SshMachine.Vm(disabled));

        Assert.Equal(where.Length == 0 ? [] : [where], changes.OfType<WriteFile>().Select(write => write.Path));
        var effective = SshdConfig.Read(new SshdFiles(new MachineView(machine.Root.Directory, new NoKernel())), new SshdConnection("alice", ["sudo", "alice"]))!;
        bool on = disabled == "false";
        foreach (bool supposing in (bool[])[false, true])
            Assert.Equal((on, on), (effective.IsOn("passwordauthentication", supposing), effective.IsOn("kbdinteractiveauthentication", supposing)));
        Assert.Contains(effective.ForAll("clientaliveinterval")!.Value, (string[])["180", "1m"]);
        Assert.EndsWith(config, machine.Root.Read(Main), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_a_shorter_interval_and_replaces_a_longer_or_disabled_one()
    {
        machine.Root.Write(Main, SshMachine.DebianConfig + "ClientAliveInterval 15\n");
        machine.Apply(SshMachine.Vm());
        Assert.DoesNotContain("ClientAlive", machine.Root.Read(DropIn), StringComparison.Ordinal);
        machine.Root.Write(Main, SshMachine.DebianConfig + "ClientAliveInterval 10m\n");
        machine.Apply(SshMachine.Vm());
        Assert.Contains("ClientAliveInterval 180\n", machine.Root.Read(DropIn), StringComparison.Ordinal);
        Assert.Equal((Permissions.OwnerOnly, 0u), (machine.Entry(DropIn).Mode, machine.Entry(DropIn).User));
    }

    [Fact]
    public void Another_VM_of_the_same_disk_gets_its_own_policy()
    {
        machine.Root.Write(Main, "UsePAM yes\n");
        machine.Apply(SshMachine.Vm("false"));
        machine.Apply(SshMachine.Vm("true"));
        Assert.Contains("PasswordAuthentication no\n", machine.Root.Read(Main), StringComparison.Ordinal);
        Assert.DoesNotContain("yes\n", machine.Root.Read(Main).Replace("UsePAM yes\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        machine.Root.Write(Main, machine.Root.Read(Main).Replace("UsePAM yes\n", SshMachine.DebianConfig, StringComparison.Ordinal));
        machine.Apply(SshMachine.Vm("true"));
        Assert.Equal(SshMachine.DebianConfig, machine.Root.Read(Main));
        Assert.True(machine.Root.Has(DropIn));
    }

    [Fact]
    public void Includes_the_vendors_configuration_if_etc_has_none()
    {
        machine.Root.Write("/usr/etc/ssh/sshd_config", "UsePAM yes\n");
        machine.Apply(SshMachine.Vm());
        Assert.EndsWith("Include /usr/etc/ssh/sshd_config\n# END Daybreak\n", machine.Root.Read(Main), StringComparison.Ordinal);
        machine.Apply(SshMachine.Vm("false"));
        Assert.Contains("PasswordAuthentication yes\n", machine.Root.Read(Main), StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_if_no_line_can_precede_a_match_block()
    {
        machine.Root.Write(Main, "UsePAM yes\nMatch User alice\nPasswordAuthentication yes\n");
        Assert.StartsWith("/etc/ssh/sshd_config:", machine.Refusal(SshMachine.Vm()), StringComparison.Ordinal);
        Assert.Contains("passwordauthentication yes enables password login, which the platform disables", machine.Refusal(SshMachine.Vm()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Match all\nPasswordAuthentication no\n", "/etc/ssh/sshd_config:6 disables password login, which the platform enables")]
    [InlineData("AuthenticationMethods publickey,password publickey\n", "/etc/ssh/sshd_config:5 (AuthenticationMethods publickey,password publickey) is kept, so a password alone does not allow login")]
    public void Keeps_a_stricter_configuration_with_a_warning(string more, string remark)
    {
        machine.Root.Write(Main, SshMachine.DebianConfig + more);
        machine.Apply(SshMachine.Vm("false"), out var remarks);
        Assert.Equal([remark], remarks);
    }

    [Fact]
    public void Does_nothing_without_OpenSSH_or_without_a_setting_of_the_platform()
    {
        Assert.Empty(machine.Apply(SshMachine.Vm()));
        machine.Root.Write(Main, "PasswordAuthentication \"yes\n");
        Assert.Empty(machine.Apply(Specifications.Named("vm1")));
        Assert.StartsWith("/etc/ssh/sshd_config:1: a quotation mark is not closed", machine.Refusal(SshMachine.Vm()), StringComparison.Ordinal);
    }

    [Fact]
    public void Reloads_a_running_sshd_also_after_an_interruption()
    {
        Running();
        string[] expected = ["/usr/sbin/sshd -t", "/usr/bin/systemctl --job-mode=ignore-dependencies try-reload-or-restart ssh.service"];
        var changes = machine.Apply(SshMachine.Vm());
        Assert.Equal(expected, changes.OfType<RunProgram>().Select(run => string.Join(' ', run.Arguments)));
        Assert.False(machine.Root.Has(RenewSshHostKeys.ReloadPath));

        // Interrupted after the drop-in was written: the next run of the same boot reloads.
        machine.Root.Write(RenewSshHostKeys.ReloadPath, "");
        machine.Kernel.Programs.Clear();
        machine.Apply(SshMachine.Vm());
        Assert.Equal(expected, machine.Kernel.Programs);

        // sshd has ended meanwhile, so there is nothing to reload.
        machine.Root.Write(RenewSshHostKeys.ReloadPath, "").Write("/proc/77/comm", "bash\n");
        machine.Kernel.Programs.Clear();
        machine.Apply(SshMachine.Vm());
        Assert.Empty(machine.Kernel.Programs);
        Assert.False(machine.Root.Has(RenewSshHostKeys.ReloadPath));
    }

    [Fact]
    public void Does_not_reload_a_configuration_that_sshd_rejects()
    {
        Running();
        machine.Kernel.Answer = new ProgramOutcome(255, "/etc/ssh/sshd_config line 3: Bad configuration option: Foo");
        var plan = machine.Plan(SshMachine.Vm(), out _)!;
        var executor = new Executor(machine.Root.Directory, machine.Kernel);
        var failure = plan.Steps[0].Changes.Select(executor.Apply).First(outcome => outcome is not null)!;
        Assert.Equal("/usr/sbin/sshd failed with exit code 255", failure.Reason);
        Assert.Contains("Bad configuration option", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["/usr/sbin/sshd -t"], machine.Kernel.Programs);
        Assert.True(machine.Root.Has(RenewSshHostKeys.ReloadPath));
    }

    [Theory]
    [InlineData("/run/openrc/softlevel", "/sbin/rc-service", "/etc/init.d/sshd", "/sbin/rc-service --ifstarted sshd reload")]
    [InlineData("/run/runit/x", "/bin/kill", "/etc/sv/sshd/run", "/bin/kill -HUP 77")]
    public void Reloads_sshd_under_other_init_systems(string mark, string program, string service, string logged)
    {
        machine.Root.Write(Main, SshMachine.DebianConfig).Write("/run/sshd.pid", "77\n").Write("/proc/77/comm", "sshd\n").Write(mark, "").Write(program, "").Write(service, "");
        machine.Apply(SshMachine.Vm());
        Assert.Equal([logged], machine.Kernel.Programs);
    }

    private void Running() => machine.Root.Write(Main, SshMachine.DebianConfig).Write("/run/sshd.pid", "77\n").Write("/proc/77/comm", "sshd\n").Write("/usr/sbin/sshd", "")
        .Write("/usr/bin/systemctl", "").Write("/lib/systemd/system/ssh.service", "").MakeDirectory("/run/systemd/system");
}
