using System.Diagnostics;
using System.Text;
using Daybreak.CustomData.Tests.Unpack;
using Daybreak.CustomData.Unpack;
using Daybreak.Machine;
using Daybreak.Machine.Sudo;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.CustomData.Tests.CloudConfig;

public class CloudConfigTests
{
    [Theory]
    [InlineData("runcmd: echo hi", "line 2, column 9: runcmd must be a list")]
    [InlineData("runcmd:\n - {a: b}", "line 3, column 4: an item of runcmd is a mapping")]
    [InlineData("runcmd:\n - [a, [b]]", "line 3, column 8: a command of runcmd must be a text")]
    [InlineData("runcmd:\n - a\n\t- b", "line 4, column 1: a tab cannot indent")]
    [InlineData("- a", "line 2, column 1: a cloud-config must be a mapping")]
    [InlineData("packages: [--allow-downgrades]", "line 2, column 12: invalid package name or version \"--allow-downgrades\"")]
    [InlineData("packages: ['a; rm -rf /']", "invalid package name or version")]
    [InlineData("write_files:\n- content: x", "has no path")]
    [InlineData("write_files:\n- path: /etc/../x", "line 3, column 9: invalid path of a file \"/etc/../x\"")]
    [InlineData("write_files:\n- path: etc/x", "invalid path of a file")]
    [InlineData("write_files:\n- path: /", "invalid path of a file")]
    [InlineData("write_files:\n- path: \"/etc/\\0\"", "must be a text without NUL characters")]
    [InlineData("write_files:\n- path: /x\n  permissions: '0999'", "invalid permissions")]
    [InlineData("write_files:\n- path: /x\n  permissions: rw-r--r--", "invalid permissions")]
    [InlineData("write_files:\n- path: /x\n  permissions: '177777'", "invalid permissions")]
    [InlineData("write_files:\n- path: /x\n  encoding: rot13\n  content: a", "unknown encoding")]
    [InlineData("write_files:\n- path: /x\n  encoding: b64\n  content: '!'", "it is not base64")]
    [InlineData("write_files:\n- path: /x\n  encoding: gz+b64\n  content: YWJj", "invalid content of a file: the data is not gzip")]
    [InlineData("write_files:\n- path: /x\n  mode: 1", "line 4, column 3: unknown key \"mode\" of write_files")]
    [InlineData("users:\n- name: 'a b'", "invalid user name")]
    [InlineData("users:\n- name: -x", "invalid user name")]
    [InlineData("users:\n- name: '../../etc'", "invalid user name")]
    [InlineData("users:\n- gecos: x", "has no name")]
    [InlineData("users:\n- name: a\n  passwd: secret", "must be a password hash")]
    [InlineData("users:\n- name: a\n  ssh_authorized_keys: [nonsense]", "a public key")]
    [InlineData("users:\n- name: a\n  gecos: 'a:b'", "invalid gecos \"a:b\": it must not contain a colon")]
    [InlineData("users:\n- name: a\n  homedir: '/home/a:b'", "invalid home directory \"/home/a:b\": it must not contain a colon")]
    [InlineData("timezone: ../../etc/shadow", "invalid time zone \"../../etc/shadow\"")]
    [InlineData("locale: 'x;y'", "invalid locale \"x;y\"")]
    [InlineData("swap: {size: NaN}", "invalid size of a swap file \"NaN\"")]
    [InlineData("swap: {size: big}", "invalid size of a swap file \"big\"")]
    [InlineData("mounts: [[a, 'b']]", "invalid mount point \"b\"")]
    [InlineData("mounts: [a]", "a mount must be a list")]
    [InlineData("ntp: {servers: ['a b']}", "invalid time server \"a b\"")]
    [InlineData("package_updat: true", "line 2, column 1: unknown key \"package_updat\" of cloud-config")]
    [InlineData("package_update: maybe", "must be true or false")]
    public void Reports_invalid_values_with_their_place(string yaml, string sentence)
    {
        var work = Work("#cloud-config\n" + yaml + "\n", out _);
        Assert.Contains(work.Findings, finding => finding.Severity == FindingSeverity.Error && finding.ToString().Contains(sentence, StringComparison.Ordinal));
        Assert.True(work.HasErrors);
        Assert.All(work.Findings, finding => MessageRules.Check($"{finding}"));
    }

    [Theory]
    [InlineData("hostname: x", "line 2, column 1: hostname is not supported: the platform's setting applies")]
    [InlineData("apt: {}", "line 2, column 1: apt is not supported")]
    [InlineData("chpasswd: {}", "chpasswd is not supported")]
    [InlineData("swap: {size: auto}", "is not supported: use a size")]
    [InlineData("mounts: [[ephemeral0, /mnt]]", "mounting the temporary disk is not supported")]
    [InlineData("users:\n- name: a\n  system: true", "user a is not created, because system is not supported")]
    [InlineData("users:\n- name: a\n  expiredate: x", "expiredate of user a is not supported")]
    [InlineData("packages: [{snap: [x]}]", "packages of \"snap\" are not supported")]
    [InlineData("write_files:\n- path: /x\n  source: {uri: 'https://x'}", "a file with a source is not supported")]
    public void Reports_what_is_not_supported_without_an_error(string yaml, string sentence)
    {
        var work = Work("#cloud-config\n" + yaml + "\n", out _);
        Assert.Contains(work.Findings, finding => finding.Severity == FindingSeverity.NotDone && finding.ToString().Contains(sentence, StringComparison.Ordinal));
        Assert.False(work.HasErrors, string.Join('\n', work.Findings));
    }

    [Fact]
    public void A_cloud_config_becomes_tasks_in_a_fixed_order()
    {
        var work = Work(
            """
            #cloud-config
            runcmd: [[echo, "it's"], "echo $HOME"]
            packages: [a, [b, '1']]
            write_files:
            - {path: /later, defer: true, owner: 'alice:alice'}
            - {path: /now, content: x, permissions: '0600'}
            users: [default, {name: alice, groups: [x], sudo: 'ALL=(ALL) NOPASSWD:ALL'}]
            groups: [x, {y: [alice]}]
            bootcmd: [true]
            swap: {size: 1G}
            timezone: Europe/Berlin
            """,
            out _);
        Assert.Equal(
            ["bootcmd", "groups", "users-2", "users-2-sudo", "swap", "swap-fstab", "write_files-2", "timezone", "groups-y-alice", "packages", "write_files-1", "runcmd"],
            work.Tasks.Select(task => task.Key));
        Assert.False(work.HasErrors, string.Join('\n', work.Findings));
    }

    [Theory]
    [InlineData("users: [{name: alice, sudo: no}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: No}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: NO}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: 'FALSE'}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: false}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: ''}]", "users-1")]
    [InlineData("users: [{name: alice, sudo: 'ALL=(ALL) ALL'}]", "users-1 users-1-sudo")]
    [InlineData("swap: {filename: swap.img, size: 0}", "")]
    [InlineData("bootcmd: []", "")]
    public void Makes_only_the_tasks_that_the_document_requests(string yaml, string keys)
    {
        var work = Work($"#cloud-config\n{yaml}\n", out _);
        Assert.Empty(work.Findings);
        Assert.Equal(keys, string.Join(' ', work.Tasks.Select(task => task.Key)));
    }

    [Fact]
    public void Files_are_written_with_their_content_owner_and_mode()
    {
        using var root = new ThrowAwayRoot().Write("/etc/passwd", "root:x:0:0::/:\n").Write("/etc/motd", "old\n");
        byte[] packed = Packed.Gzip("packed"u8.ToArray());
        var run = new CustomDataRun(root, $"""
            #cloud-config
            write_files:
            - path: /etc/new/deep/file
              content: |
                text
              permissions: '0750'
            - path: /b64
              encoding: b64
              content: {Convert.ToBase64String("six\0"u8)}
            - path: /unused-bits
              encoding: b64
              content: QR==
            - path: /gz
              encoding: gzip+base64
              content: {Convert.ToBase64String(packed)}
            - path: /gz2
              encoding: gz
              content: !!binary |
                {Convert.ToBase64String(packed)}
            - path: /etc/motd
              content: "more\n"
              append: true
            - path: /nobodys
              owner: nobody-there
            - path: /etc
              content: x
            """);
        run.Boot();

        Assert.Equal("text\n", root.Read("/etc/new/deep/file"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, File.GetUnixFileMode(root.Below("/etc/new/deep/file")));
        Assert.Equal("six\0", root.Read("/b64"));
        Assert.Equal("A", root.Read("/unused-bits"));
        Assert.Equal("packed", root.Read("/gz"));
        Assert.Equal("packed", root.Read("/gz2"));
        Assert.Equal("old\nmore\n", root.Read("/etc/motd"));
        Assert.False(root.Has("/nobodys"));
        Assert.Equal(["failed", "failed"], run.State.Items.Where(item => !item.Succeeded).Select(item => item.Result));
        Assert.True(run.State.IsFinished);
        // Done once: a later change by another program stays.
        root.Write("/b64", "changed");
        run.Boot();
        Assert.Equal("changed", root.Read("/b64"));
    }

    [Fact]
    public void A_user_is_made_with_group_hash_home_and_keys()
    {
        const string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Yw4nO8bBF2sOWhbTlTzS3Vb0p3yJ7ypjC5iYbF0tN alice";
        using var root = new ThrowAwayRoot().Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n").Write("/etc/group", "root:x:0:\n").Write("/etc/shadow", "root:*:1::::::\n").MakeDirectory("/home");
        var run = new CustomDataRun(root, $"""
            #cloud-config
            groups: [staff]
            users:
            - name: alice
              gecos: Alice
              groups: staff, more
              lock_passwd: false
              passwd: $6$rounds=4096$saltsaltsalt$hashhashhashhash
              ssh_authorized_keys: ['{key}']
            """);
        run.Boot();

        Assert.Contains("alice:x:1000:", root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.Contains(":Alice:/home/alice:", root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.Contains("alice:$6$rounds=4096$saltsaltsalt$hashhashhashhash:", root.Read("/etc/shadow"), StringComparison.Ordinal);
        Assert.Matches("(?s)staff:[x!]:[0-9]+:alice\n.*more:[x!]:[0-9]+:alice\n", root.Read("/etc/group"));
        Assert.Equal(key + "\n", root.Read("/home/alice/.ssh/authorized_keys"));
        Assert.All(run.State.Items, item => Assert.True(item.Succeeded, $"{item}"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_byte_order_mark_and_line_ends_of_Windows_change_nothing(string ends)
    {
        var work = Work($"\ufeff#cloud-config{ends}timezone: Europe/Berlin{ends}runcmd:{ends}- echo hi{ends}", out _);
        Assert.Equal(["timezone", "runcmd"], work.Tasks.Select(task => task.Key));
        Assert.False(work.HasErrors, string.Join('\n', work.Findings));
    }

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("ADMIN", "\"ADMIN\"")]
    [InlineData("Alice", "Alice")]
    [InlineData("OPS_1", "\"OPS_1\"")]
    [InlineData("ALL", "\"ALL\"")]
    [InlineData("Defaults", "\"Defaults\"")]
    public void A_sudo_rule_is_for_the_user_of_that_name_not_for_an_alias(string name, string written)
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, $"#cloud-config\nusers:\n- {{name: {name}, sudo: ['ALL=(ALL) NOPASSWD:ALL', 'ALL=(root) /bin/true']}}\n");
        var script = Assert.Single(run.Plan().Select(Inner).OfType<Machine.Changes.WriteFile>(), change => change.Path == "/var/lib/daybreak/custom-data.d/users-1-sudo");
        string directory = root.Below("/sudoers.d");
        string text = Encoding.UTF8.GetString(script.Content.Span).Replace(SudoersFile.DropInDirectory, directory, StringComparison.Ordinal);
        // The script checks the rules with visudo where the machine has one.
        using var shell = Process.Start("/bin/sh", ["-c", text]);
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        string file = Assert.Single(Directory.GetFiles(directory));
        Assert.Equal($"{written} ALL=(ALL) NOPASSWD:ALL\n{written} ALL=(root) /bin/true\n", File.ReadAllText(file));
    }

    private static Machine.Changes.Change Inner(Machine.Changes.Change change) => change is Machine.Changes.ContinueOnError attempt ? attempt.Inner : change;

    private static CustomDataWork Work(string text, out ThrowAwayRoot root)
    {
        using var made = root = new ThrowAwayRoot();
        return CustomDataWork.Of(Encoding.UTF8.GetBytes(text), new MachineView(root.Directory, new FakeKernel()));
    }
}
