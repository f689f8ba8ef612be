using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Inputs;

/// <summary>
/// Faulty machines: each run ends with its exit status, one message, and a NotReady report with the reason. No data is lost, and no login
/// becomes possible.
/// </summary>
public class BadMachineTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR a";
    private const string Yaml = $"vm: {{name: vm1, user: alice, publicKeys: ['{Key}']}}\n";
    private const string Secret = "root:$6$saltstring$x:19000:0:99999:7:::\n";
    private const string Alice = "alice:x:1000:1000::/home/alice:/bin/sh\n";

    private static readonly Dictionary<string, Action<MachineRoot>> Faults = new()
    {
        ["no /etc/shadow"] = machine => File.Delete(machine.Below("/etc/shadow")),
        ["~/.ssh leads to /etc"] = machine => LinkOfAlice(machine, "/home/alice/.ssh", "/etc"),
        ["~/.ssh/authorized_keys leads to /etc/shadow"] = machine => LinkOfAlice(machine, "/home/alice/.ssh/authorized_keys", "/etc/shadow"),
        ["the home leads to /etc"] = machine =>
        {
            WithAlice(machine);
            Directory.Delete(machine.Below("/home/alice"), recursive: true);
            File.CreateSymbolicLink(machine.Below("/home/alice"), "/etc");
            Own(machine, "/home/alice");
        },
        ["a syntax error in sshd_config"] = machine => machine.Write("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nMatch\n"),
        ["a directory in the place of /etc/group"] = machine =>
        {
            File.Delete(machine.Below("/etc/group"));
            machine.MakeDirectory("/etc/group");
        },
        ["a system account of the name"] = machine => machine.Write("/etc/passwd", machine.Read("/etc/passwd") + "alice:x:100:100::/var/lib/alice:/bin/sh\n"),
    };

    [Theory]
    [InlineData("no /etc/shadow", 73, "account", "/etc/shadow")]
    [InlineData("~/.ssh leads to /etc", 73, "ssh-keys", "/home/alice/.ssh")]
    [InlineData("~/.ssh/authorized_keys leads to /etc/shadow", 73, "ssh-keys", "/home/alice/.ssh/authorized_keys")]
    [InlineData("the home leads to /etc", 73, "account", "/home/alice")]
    [InlineData("a syntax error in sshd_config", 73, "ssh-keys", "/etc/ssh/sshd_config")]
    [InlineData("a directory in the place of /etc/group", 73, "account", "/etc/group")]
    [InlineData("a system account of the name", 73, "account", "alice")]
    public void A_failure_has_one_message_and_one_report_and_loses_nothing(string what, int exit, string step, string named)
    {
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        Faults[what](machine);
        string? shadow = machine.Has("/etc/shadow") ? machine.Read("/etc/shadow") : null;

        AssertFails(platform, platform.Provision(machine), exit, step, named);

        // The account's line may have been added; the other lines are unchanged, and only root can read them.
        if (shadow is null) Assert.False(machine.Has("/etc/shadow"));
        else Assert.StartsWith(shadow, machine.Read("/etc/shadow"), StringComparison.Ordinal);
        Assert.False(machine.Has("/etc/authorized_keys"));
    }

    [Fact]
    public void Reports_a_read_only_etc()
    {
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        var before = machine.Snapshot("/var", "/run");
        AssertFails(platform, InMounts(platform, machine, """mount --bind "$root/etc" "$root/etc"; mount -o remount,bind,ro "$root/etc" """), 73, "host-name", "/etc/hostname");
        Assert.Equal(before, machine.Snapshot("/var", "/run"));
    }

    [Fact]
    public void Reports_a_full_disk()
    {
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        const string Fill = """
            cp -a "$root/etc" "$root/etc.old"
            mount -t tmpfs -o size=256k,mode=0755 tmpfs "$root/etc"
            cp -a "$root/etc.old/." "$root/etc/"
            cat /dev/zero >"$root/etc/full" 2>/dev/null || true
            """;
        var run = InMounts(platform, machine, Fill, """diff -r "$root/etc.old" "$root/etc" || true""");
        AssertFails(platform, run, 73, "host-name", "No space left");
        // Files that could not be written are unchanged, and no incomplete file is left.
        Assert.Equal([$"Only in {machine.Path}/etc: full"], run.OutputLines.Where(line => line.StartsWith("Only in ", StringComparison.Ordinal) || line.StartsWith("diff ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Reports_a_locked_passwd_file()
    {
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        machine.Write("/etc/passwd.lock", $"{Environment.ProcessId}");
        string passwd = machine.Read("/etc/passwd");
        AssertFails(platform, platform.Provision(machine), 73, "account", $"{Environment.ProcessId}");
        Assert.Equal(passwd, machine.Read("/etc/passwd"));
        Assert.Equal(Secret, machine.Read("/etc/shadow"));
    }

    [Fact]
    public void Keeps_SELinux_labels()
    {
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        string[] files = ["passwd", "shadow", "group", "gshadow", "hosts", "hostname"];
        string[] paths = [.. files.Select(file => machine.Below($"/etc/{file}"))];
        const string Label = "import os,sys\nfor p in sys.argv[1:]: os.setxattr(p, 'security.selinux', ('system_u:object_r:' + os.path.basename(p) + '_t:s0').encode())";
        Assert.SkipUnless(Child.Run("python3", ["-c", Label, .. paths]).Exit == 0, "this file system takes no labels");

        var run = platform.Provision(machine);

        Assert.True(run.Exit == 0, $"{run}");
        Assert.Contains("alice", machine.Read("/etc/shadow"), StringComparison.Ordinal);
        var labels = Child.Run("python3", ["-c", "import os,sys\nfor p in sys.argv[1:]: print(os.getxattr(p, 'security.selinux').decode())", .. paths]);
        Assert.Equal(files.Select(file => $"system_u:object_r:{file}_t:s0"), labels.OutputLines);
    }

    /// <summary>As on NixOS: a link into a read-only store, and sshd reads no drop-in.</summary>
    [Theory]
    [InlineData("PasswordAuthentication no\nKbdInteractiveAuthentication no\n", true)]
    [InlineData("PasswordAuthentication yes\n", false)]
    public void A_read_only_sshd_config_may_lack_only_the_keep_alive_interval(string config, bool suffices)
    {
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Whole();
        machine.Write("/nix/store/ssh/sshd_config", config);
        File.Delete(machine.Below("/etc/ssh/sshd_config"));
        File.CreateSymbolicLink(machine.Below("/etc/ssh/sshd_config"), "/nix/store/ssh/sshd_config");
        const string ReadOnly = """mount --bind "$root/nix/store" "$root/nix/store"; mount -o remount,bind,ro "$root/nix/store" """;

        var run = InMounts(platform, machine, ReadOnly);

        if (!suffices)
        {
            AssertFails(platform, run, 73, "ssh-policy", "/etc/ssh/sshd_config: Read-only file system");
            return;
        }
        Assert.True(run.Exit == 0, $"{run}");
        Assert.Contains("warning: ssh-policy: /etc/ssh/sshd_config cannot be written, so the platform's network may close idle ssh connections", run.Error, StringComparison.Ordinal);
        Assert.Equal(config, machine.Read("/nix/store/ssh/sshd_config"));
        Assert.Contains(platform.Requests, request => request.IsReady);
    }

    [Theory]
    [InlineData("btrfs", """truncate -s 200M "$root.disk"; mkfs.btrfs -q "$root.disk"; mkdir "$root.copy"; mount -o loop "$root.disk" "$root.copy"; cp -a "$root/." "$root.copy/"; mount --bind "$root.copy" "$root" """)]
    [InlineData("overlay", """mkdir "$root.over"; mount -t tmpfs tmpfs "$root.over"; mkdir "$root.over/upper" "$root.over/work"; mount -t overlay overlay -o "lowerdir=$root,upperdir=$root.over/upper,workdir=$root.over/work" "$root" """)]
    public void Provisions_a_root_on_btrfs_and_overlayfs(string kind, string mounts)
    {
        Privilege.RequireOwnHostName();
        if (kind == "btrfs") Assert.SkipUnless(File.Exists("/usr/bin/mkfs.btrfs") || File.Exists("/usr/sbin/mkfs.btrfs") || File.Exists("/sbin/mkfs.btrfs"), "needs mkfs.btrfs (btrfs-progs)");
        using var platform = Simulator.Start(Yaml);
        using var usual = MachineRoot.Whole();
        Assert.Equal(0, platform.Provision(usual).Exit);
        using var machine = MachineRoot.Whole();
        try
        {
            // Both runs are in one namespace; a third directory takes the result out of it.
            string second = string.Join(' ', platform.Arguments("plan", machine).Select(word => $"'{word}'"));
            var run = InMounts(platform, machine, mounts, $"""
                test "$(stat -f -c %T "$root")" = {(kind == "btrfs" ? "btrfs" : "overlayfs")} || echo "$root is on $(stat -f -c %T "$root")"
                '{Programs.Agent}' {second} | tail -n 1
                mkdir "$root.out"; cp -a "$root/." "$root.out/"
                """);
            Assert.True(run.Exit == 0, $"{run}");
            Assert.DoesNotContain(" is on ", run.Output, StringComparison.Ordinal);
            Assert.Equal("nothing to do: the machine matches", run.OutputLines[^1]);
            Directory.Delete(machine.Path, recursive: true);
            Directory.Move(machine.Path + ".out", machine.Path);
            Assert.Equal(usual.Snapshot(MachineRoot.OwnFiles), machine.Snapshot(MachineRoot.OwnFiles));
        }
        finally
        {
            foreach (string left in (string[])[".copy", ".over", ".out"])
                if (Directory.Exists(machine.Path + left)) Directory.Delete(machine.Path + left, recursive: true);
            File.Delete(machine.Path + ".disk");
        }
    }

    private static void AssertFails(Simulator platform, Ended run, int exit, string step, string named)
    {
        Assert.True(run.Exit == exit, $"{run}");
        string sentence = Assert.Single(run.ErrorLines, line => line.StartsWith("failed: ", StringComparison.Ordinal));
        Assert.StartsWith($"failed: step {step}: ", MessageRules.Check(sentence), StringComparison.Ordinal);
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(run.ErrorLines, line => line.StartsWith("   at ", StringComparison.Ordinal));
        var report = Assert.Single(platform.Requests, request => request.IsNotReady);
        Assert.Contains($"failure in step {step}", report.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(platform.Requests, request => request.IsReady);
    }

    // The kernel removes the mounts with the namespace.
    private static Ended InMounts(Simulator platform, MachineRoot machine, string mounts, string look = "true") =>
        Child.Run("unshare", ["--mount", "/bin/sh", "-euc", $"root=$1\nshift\n{mounts}\nstatus=0\n\"$@\" || status=$?\n{look}\nexit $status", "sh", machine.Path, Programs.Agent, .. platform.Arguments("provision", machine)]);

    private static void WithAlice(MachineRoot machine)
    {
        machine.Write("/etc/passwd", machine.Read("/etc/passwd") + Alice).Write("/etc/group", machine.Read("/etc/group") + "alice:x:1000:\n");
        File.WriteAllText(machine.Below("/etc/shadow"), Secret + "alice:!:20000:0:99999:7:::\n");
        machine.MakeDirectory("/home/alice");
        Own(machine, "/home/alice");
    }

    private static void LinkOfAlice(MachineRoot machine, string path, string target)
    {
        WithAlice(machine);
        string above = Path.GetDirectoryName(path)!;
        machine.MakeDirectory(above);
        Own(machine, above);
        File.SetUnixFileMode(machine.Below(above), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(machine.Below(path), target);
        Own(machine, path);
    }

    private static void Own(MachineRoot machine, string path) => Assert.Equal(0, Child.Run("chown", ["-h", "1000:1000", machine.Below(path)]).Exit);
}
