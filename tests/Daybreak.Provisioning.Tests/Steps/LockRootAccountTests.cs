using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class LockRootAccountTests
{
    [Theory]
    [InlineData("x", "$6$salt$hash", "x", "*")]
    [InlineData("x", "", "x", "*")]
    [InlineData("", "*", "*", "*")]
    [InlineData("$1$salt$hash", "$6$salt$hash", "*", "*")]
    [InlineData("x", "!", "x", "!")]
    [InlineData("x", "!$6$salt$hash", "x", "!$6$salt$hash")]
    [InlineData("x", "*LOCK*", "x", "*LOCK*")]
    public void Removes_a_password_and_keeps_a_lock(string passwd, string shadow, string passwdAfter, string shadowAfter)
    {
        using var root = Machine(passwd, shadow);
        StepRun.Apply(new LockRootAccount(true, new SudoSettings()), Vm("alice"), root);
        Assert.Equal($"root:{passwdAfter}:0:0:root:/root:/bin/sh\nalice:x:1000:1000:::\n", root.Read("/etc/passwd"));
        Assert.Equal($"root:{shadowAfter}:19000:0:99999:7:::\nalice:$6$a$b:19000::::::\n", root.Read("/etc/shadow"));
    }

    [Fact]
    public void Keeps_roots_password_if_no_other_user_can_become_root()
    {
        using var root = Machine("x", "$6$salt$hash");
        Assert.Empty(StepRun.Plan(new LockRootAccount(false, new SudoSettings()), Vm("alice"), root));
        Assert.Empty(StepRun.Plan(new LockRootAccount(true, new SudoSettings()), Vm(null), root));
        Assert.Empty(StepRun.Plan(new LockRootAccount(true, new SudoSettings()), Vm("alice", key: null), root));
        File.Delete(root.Below("/usr/bin/sudo"));
        Assert.Empty(StepRun.Plan(new LockRootAccount(true, new SudoSettings()), Vm("alice"), root));
        var view = new MachineView(root.Directory, new NoKernel());
        Assert.Contains("root's password is unchanged", Assert.Single(new LockRootAccount(true, new SudoSettings()).Plan(Vm("alice"), view).Warnings), StringComparison.Ordinal);
        Assert.Empty(new LockRootAccount(false, new SudoSettings()).Plan(Vm("alice"), view).Warnings);
    }

    [Theory]
    [InlineData(SudoPolicy.None, null, false)]
    [InlineData(SudoPolicy.None, "Correct-Horse", false)]
    [InlineData(SudoPolicy.Password, null, false)]
    [InlineData(SudoPolicy.Password, "Correct-Horse", true)]
    [InlineData(SudoPolicy.NoPassword, null, true)]
    public void Keeps_roots_password_if_the_sudo_rule_has_no_effect(SudoPolicy policy, string? password, bool isLocked)
    {
        using var root = Machine("x", "$6$salt$hash");
        var vm = Vm("alice");
        if (password is not null) vm = vm with { Password = vm.Password with { Value = new Daybreak.Core.Secret(password) } };
        Assert.Equal(isLocked, StepRun.Plan(new LockRootAccount(true, new SudoSettings { Policy = policy }), vm, root).Count > 0);
    }

    private static ThrowAwayRoot Machine(string passwd, string shadow) => new ThrowAwayRoot()
        .Write("/etc/passwd", $"root:{passwd}:0:0:root:/root:/bin/sh\nalice:x:1000:1000:::\n").Write("/etc/shadow", $"root:{shadow}:19000:0:99999:7:::\nalice:$6$a$b:19000::::::\n")
        .Write("/usr/bin/sudo", "").Write("/etc/sudoers", "");

    private static VmSpecification Vm(string? user, string? key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExrTjTeRF25kyvXpP5kCeL+H7kt7Y0xaZ7GPS7UbRJ8 alice") => Decider.Decide(new SourceReadings
    {
        Media = new OvfEnvironment { HostName = "web-1", UserName = user, PublicKeys = key is null ? [] : [new OvfPublicKey(null, null, key)] },
    }).Value!;
}
