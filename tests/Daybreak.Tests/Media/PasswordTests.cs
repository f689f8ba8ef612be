using System.Text;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>The platform's password in the real executable: it stores the hash, and the password appears nowhere.</summary>
public class PasswordTests
{
    private const string Password = "Tr0ub4dor & <3> \"x\"";
    private const string Yaml = $"vm: {{name: vm1, user: alice, password: '{Password}'}}\n";

    [Theory]
    [InlineData("YESCRYPT", "$y$j9T$")]
    [InlineData("SHA512", "$6$")]
    public void Stores_a_hash_that_matches_the_password(string method, string begins)
    {
        using var platform = Simulator.Start(Yaml);
        using var machine = Machine().Write("/etc/login.defs", $"ENCRYPT_METHOD {method}\n");
        using var disc = Disc.Of(Yaml);

        var run = platform.Provision(machine, "--media", disc.Path);

        Assert.True(run.Exit == 0, $"{run}");
        string field = machine.Read("/etc/shadow").Split('\n').Single(line => line.StartsWith("alice:", StringComparison.Ordinal)).Split(':')[1];
        Assert.StartsWith(begins, field, StringComparison.Ordinal);
        Assert.Equal(field, Crypt(field));
        Assert.EndsWith("\nalice ALL=(ALL:ALL) ALL\n", machine.Read("/etc/sudoers.d/90-daybreak-alice"), StringComparison.Ordinal);
        Assert.StartsWith("root:*:", machine.Read("/etc/shadow"), StringComparison.Ordinal);

        Assert.Equal("nothing to do: the machine matches\n", Plan(machine, disc).Output);
    }

    [Fact]
    public void The_plan_shows_neither_the_password_nor_its_hash()
    {
        using var machine = Machine();
        using var disc = Disc.Of(Yaml);
        string shown = $"{Plan(machine, disc, "--verbose")}{Plan(machine, disc, "--json")}";
        Assert.Contains("password of alice", shown, StringComparison.Ordinal);
        foreach (string secret in (string[])["Tr0ub4dor", "$y$", "$6$"]) Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_password_is_in_no_system_call_except_the_reading_of_the_disc()
    {
        Privilege.RequireTracing();
        using var platform = Simulator.Start(Yaml);
        using var machine = Machine().Write("/etc/daybreak/daybreak.conf", "[WaAgent]\nHandOver=yes\n");
        using var disc = Disc.Of(Yaml);
        string trace = Path.GetTempFileName();

        var run = Child.Run("strace", ["-f", "-v", "-s", "65536", "-o", trace, Programs.Agent, .. platform.Arguments("provision", machine, "--verbose", "--media", disc.Path)]);

        Assert.True(run.Exit == 0, $"{run}");
        string[] shown = [.. File.ReadLines(trace).Where(line => line.Contains("Tr0ub4dor", StringComparison.Ordinal))];
        File.Delete(trace);
        Assert.NotEmpty(shown);
        Assert.All(shown, line => Assert.Matches("^[0-9]+ +(read|pread64|readv|preadv)\\(", line));
        Assert.Contains("<UserPassword>REDACTED</UserPassword>", machine.Read("/var/lib/waagent/ovf-env.xml"), StringComparison.Ordinal);
        foreach (string file in Directory.EnumerateFiles(machine.Path, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null))
            Assert.DoesNotContain("Tr0ub4dor", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_an_invalid_password_before_any_change()
    {
        string yaml = $"vm: {{name: vm1, user: alice, password: '{new string('s', 40)}3cr3t{new string('s', 40)}'}}\n";
        using var platform = Simulator.Start(yaml);
        using var machine = Machine();
        using var disc = Disc.Of(yaml);

        var run = platform.Provision(machine, "--media", disc.Path);

        Assert.Equal(65, run.Exit);
        Assert.Contains("UserPassword has 85 characters, expected 6 to 72", $"{run}", StringComparison.Ordinal);
        Assert.DoesNotContain("3cr3t", $"{run}", StringComparison.Ordinal);
        Assert.Contains(platform.Requests, request => request.IsNotReady && request.Body.Contains("unsupported password length=85 max=72", StringComparison.Ordinal));
        Assert.DoesNotContain("alice", machine.Read("/etc/passwd"), StringComparison.Ordinal);
    }

    private static Ended Plan(MachineRoot machine, Disc disc, params string[] more) =>
        Child.Run(Programs.Agent, ["plan", "--root", machine.Path, "--media", disc.Path, "--imds", "none", "--wireserver", "none", .. more]);

    private static MachineRoot Machine() => MachineRoot.Debian()
        .Write("/etc/shadow", "root:$6$saltstring$x:19000:0:99999:7:::\n").Write("/usr/bin/sudo", "").Write("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n");

    // crypt(3) of the machine that runs the test, called through mkpasswd: a complete hash is also a valid setting.
    private static string Crypt(string setting) => Child.Run("/bin/sh", ["-c", "printf '%s\\n' \"$1\" | mkpasswd --stdin --salt=\"$2\"", "sh", Password, setting]).Output.Trim();
}
