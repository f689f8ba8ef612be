using System.Text;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class SetPasswordTests
{
    private const string Password = "correct horse";
    private const string Passwd = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n";
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExrTjTeRF25kyvXpP5kCeL+H7kt7Y0xaZ7GPS7UbRJ8 alice";
    private static readonly VirtualTime Time = new();
    private readonly SetPassword step = new(Time, PasswordHash.KernelRandom);

    [Theory]
    [InlineData("YESCRYPT", "$y$j9T$")]
    [InlineData("SHA512", "$6$")]
    public void Hashes_as_login_defs_requires_and_sets_the_password_once(string method, string begins)
    {
        using var root = Machine("alice:!:19000:0:99999:7:::");
        root.Write("/etc/login.defs", $"ENCRYPT_METHOD {method}\n");

        var change = Assert.Single(StepRun.Apply(step, Vm(Password), root));

        Assert.Equal("password of alice", change.Sentence);
        string[] fields = Line(root);
        Assert.StartsWith(begins, fields[1], StringComparison.Ordinal);
        Assert.True(PasswordHash.Verify(Encoding.UTF8.GetBytes(Password), fields[1]));
        Assert.Equal(ShadowEntry.Today(Time), fields[2]);
        Assert.Equal("0:99999:7:::", string.Join(':', fields[3..]));
        Assert.Equal(Passwd, root.Read("/etc/passwd"));
        Assert.StartsWith("root:*:", root.Read("/etc/shadow"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_same_password_and_replaces_another_one()
    {
        using var root = Machine("alice:!:19000:0:99999:7:::");
        StepRun.Apply(step, Vm(Password), root);
        string before = root.Read("/etc/shadow");
        StepRun.Apply(step, Vm("another horse"), root);
        Assert.NotEqual(before, root.Read("/etc/shadow"));
    }

    [Theory]
    [InlineData("alice:$6$salt$hash:19000:0:99999:7:::")]
    [InlineData("alice:!$6$salt$hash:19000:0:99999:7:::")]
    [InlineData("alice::19000:0:99999:7:::")]
    [InlineData("alice:*:19000:0:99999:7:::")]
    public void Without_a_password_none_is_changed(string line)
    {
        using var root = Machine(line);
        Assert.Empty(StepRun.Plan(step, Vm(null), root));
        root.Write("/etc/ssh/sshd_config", "UsePAM yes\n");
        Assert.Empty(StepRun.Plan(step, Vm(null), root));
    }

    [Theory]
    [InlineData("!", "UsePAM yes\n", "!")]
    [InlineData("!", "# UsePAM yes\nUsePAM no\n", "*")]
    [InlineData("!", "PasswordAuthentication no\n", "*")]
    [InlineData("!", null, "*")]
    [InlineData("!!", "", "*")]
    [InlineData("!", "Include /etc/ssh/sshd_config.d/*.conf\n", "!")]
    public void Removes_the_lock_if_sshd_does_not_use_PAM(string field, string? configuration, string expected)
    {
        using var root = Machine($"alice:{field}:19000:0:99999:7:::");
        if (configuration is not null) root.Write("/etc/ssh/sshd_config", configuration);
        root.Write("/etc/ssh/sshd_config.d/50-redhat.conf", "usepam=yes\n");

        _ = StepRun.Apply(step, Vm(null), root);

        Assert.Equal(expected, Line(root)[1]);
    }

    [Fact]
    public void Moves_a_hash_from_passwd_to_shadow()
    {
        using var root = Machine("");
        root.Write("/etc/passwd", Passwd.Replace("alice:x", "alice:$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", StringComparison.Ordinal));
        Assert.Empty(StepRun.Plan(step, Vm("Hello world!"), root));

        StepRun.Apply(step, Vm(Password), root);

        Assert.Equal(Passwd, root.Read("/etc/passwd"));
        Assert.True(PasswordHash.Verify(Encoding.UTF8.GetBytes(Password), Line(root)[1]));
    }

    [Theory]
    [InlineData("root:x:0:0:root:/root:/bin/bash\n", "alice:!:1::::::", "/etc/passwd has no user alice")]
    [InlineData(Passwd, "alice:!:1::", "the line of alice in /etc/shadow is invalid")]
    public void Fails_without_the_user_or_with_an_invalid_line(string passwd, string line, string why)
    {
        using var root = Machine(line);
        root.Write("/etc/passwd", passwd);
        var failure = Planner.Make([step], Vm(Password), new MachineView(root.Directory, new NoKernel())).Failure;
        Assert.NotNull(failure);
        Assert.Contains(why, failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interruption_at_any_change_gives_the_same_result_except_the_salt() => StepRun.CutAnywhere(
        step, Vm(Password), () => Machine("alice:!:19000:0:99999:7:::"), root => $"{PasswordHash.Verify(Encoding.UTF8.GetBytes(Password), Line(root)[1])} {root.Read("/etc/passwd")}");

    private static ThrowAwayRoot Machine(string line) => new ThrowAwayRoot().Write("/etc/passwd", Passwd).Write("/etc/shadow", $"root:*:19000:0:99999:7:::\n{line}\n");

    private static string[] Line(ThrowAwayRoot root) => root.Read("/etc/shadow").Split('\n').Single(line => line.StartsWith("alice:", StringComparison.Ordinal)).Split(':');

    private static VmSpecification Vm(string? password) => Decider.Decide(new SourceReadings
    {
        Media = new OvfEnvironment { HostName = "web-1", UserName = "alice", UserPassword = password is null ? null : new Secret(password), PublicKeys = [new OvfPublicKey(null, null, Key)] },
    }).Value!;
}
