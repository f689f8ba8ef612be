using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class GrantSudoTests
{
    private const string DropIn = "/etc/sudoers.d/90-daybreak-alice";
    private const string Includes = "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n";

    [Theory]
    [InlineData(SudoPolicy.Platform, false, "alice ALL=(ALL:ALL) NOPASSWD:ALL\n")]
    [InlineData(SudoPolicy.Platform, true, "alice ALL=(ALL:ALL) ALL\n")]
    [InlineData(SudoPolicy.Password, false, "alice ALL=(ALL:ALL) ALL\n")]
    [InlineData(SudoPolicy.NoPassword, true, "alice ALL=(ALL:ALL) NOPASSWD:ALL\n")]
    public void The_rule_requires_a_password_if_there_is_one_or_as_configured(SudoPolicy policy, bool password, string rule)
    {
        using var root = Sudo(Includes);
        StepRun.Apply(Step(policy), Vm(password), root);
        Assert.EndsWith($"\n{rule}", root.Read(DropIn), StringComparison.Ordinal);
        Assert.Equal(Convert.ToInt32("440", 8), (int)File.GetUnixFileMode(root.Below(DropIn)));
        Assert.Equal(Includes, root.Read("/etc/sudoers"));
    }

    [Fact]
    public void Does_nothing_without_a_policy_or_an_administrator()
    {
        using var root = Sudo(Includes);
        Assert.Empty(StepRun.Plan(Step(SudoPolicy.None), Vm(false), root));
        Assert.Empty(StepRun.Plan(Step(), Specifications.Named("web-1"), root));
    }

    [Fact]
    public void Adds_the_include_line_to_the_main_file()
    {
        using var root = Sudo("root ALL=(ALL:ALL) ALL");
        StepRun.Apply(Step(), Vm(false), root);
        Assert.Equal("root ALL=(ALL:ALL) ALL\n#includedir /etc/sudoers.d\n", root.Read("/etc/sudoers"));
    }

    [Fact]
    public void Does_not_change_the_vendors_main_file()
    {
        using var root = new ThrowAwayRoot().Write("/usr/bin/sudo", "").Write("/usr/etc/sudoers", "x").MakeDirectory("/etc");
        StepRun.Apply(Step(), Vm(false), root);
        Assert.True(root.Has(DropIn));
        Assert.False(root.Has("/etc/sudoers"));
    }

    [Fact]
    public void On_a_running_machine_visudo_checks_the_rule_first()
    {
        using var root = Sudo("root ALL=(ALL:ALL) ALL\n").Write("/usr/sbin/visudo", "");
        var kernel = new FakeKernel();
        var changes = StepRun.Apply(Step(), Vm(false), root, kernel);

        Assert.Equal([$"/usr/sbin/visudo -c -f {DropIn}.unchecked", "/usr/sbin/visudo -c -f /etc/sudoers.unchecked"], kernel.Programs);
        Assert.Equal(["90-daybreak-alice"], new DirectoryInfo(root.Below("/etc/sudoers.d")).EnumerateFiles().Select(file => file.Name));
        Assert.False(root.Has("/etc/sudoers.unchecked"));
        Assert.IsType<MakeDirectory>(changes[0]);
    }

    [Fact]
    public void A_rule_that_visudo_rejects_is_not_installed()
    {
        using var root = Sudo(Includes).Write("/usr/sbin/visudo", "");
        var kernel = new FakeKernel { Answer = new ProgramOutcome(1, "syntax error") };
        var executor = new Executor(root.Directory, kernel);
        var failure = StepRun.Plan(Step(), Vm(false), root, kernel).Select(executor.Apply).First(result => result is not null);
        Assert.Contains("visudo", failure!.Reason, StringComparison.Ordinal);
        Assert.False(root.Has(DropIn));
    }

    [Fact]
    public void An_interruption_at_any_change_gives_the_same_result() => StepRun.CutAnywhere(
        Step(), Vm(true), () => Sudo("x\n").Write("/usr/sbin/visudo", ""), root => string.Join('\n', Directory.EnumerateFiles(root.Path, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => $"{file[root.Path.Length..]} {File.GetUnixFileMode(file)} {File.ReadAllText(file)}")), new FakeKernel());

    [Fact]
    public void Uses_doas_if_the_machine_has_no_sudo()
    {
        using var root = new ThrowAwayRoot().Write("/usr/bin/doas", "").Write("/etc/doas.conf", "permit :wheel");
        StepRun.Apply(Step(), Vm(false), root);
        Assert.Equal("permit :wheel\npermit nopass alice\n", root.Read("/etc/doas.conf"));
        StepRun.Apply(Step(), Vm(true), root);
        Assert.Equal("permit :wheel\npermit persist alice\n", root.Read("/etc/doas.conf"));
    }

    [Fact]
    public void Uses_the_drop_in_directory_of_doas()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/etc/doas.d");
        StepRun.Apply(Step(), Vm(true), root);
        Assert.Equal("permit persist alice\n", root.Read("/etc/doas.d/90-daybreak-alice.conf"));
    }

    [Fact]
    public void A_machine_with_neither_is_a_warning()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/etc");
        Assert.Empty(StepRun.Plan(Step(), Vm(false), root));
        var view = new MachineView(root.Directory, new NoKernel());
        Assert.Equal("alice cannot become root: the machine has neither sudo nor doas", Assert.Single(Step().Plan(Vm(false), view).Warnings));
        Assert.Empty(Step(SudoPolicy.None).Plan(Vm(false), view).Warnings);
    }

    private static GrantSudo Step(SudoPolicy policy = SudoPolicy.Platform) => new(new SudoSettings { Policy = policy });

    private static ThrowAwayRoot Sudo(string main) => new ThrowAwayRoot().Write("/usr/bin/sudo", "").Write("/etc/sudoers", main);

    private static VmSpecification Vm(bool password) => Decider.Decide(new SourceReadings
    {
        Media = new OvfEnvironment { HostName = "web-1", UserName = "alice", UserPassword = password ? new Secret("correct horse") : null },
    }).Value!;
}
