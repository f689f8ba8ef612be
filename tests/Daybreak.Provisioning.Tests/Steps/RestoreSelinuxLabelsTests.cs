using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Labels are extended attributes, which a kernel without SELinux stores too.</summary>
public sealed partial class RestoreSelinuxLabelsTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();
    private readonly RestoreSelinuxLabels step = new("alice");

    public RestoreSelinuxLabelsTests()
    {
        root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n").Write("/etc/group", "alice:x:1000:\n");
        root.Write("/home/alice/.ssh/authorized_keys", "").Write("/home/alice/.profile", "").Write("/etc/ssh/ssh_host_ed25519_key", "").Write("/etc/ssh/ssh_host_ed25519_key.pub", "");
        root.Write("/sys/fs/selinux/enforce", "1").Write("/usr/sbin/restorecon", "");
        Assert.SkipUnless(Label("/home/alice", "user_home_dir_t"), "the file system of temporary files keeps no labels");
        Label("/home/alice/.ssh", "ssh_home_t");
        Label("/home/alice/.ssh/authorized_keys", "ssh_home_t");
        Label("/etc/ssh/ssh_host_ed25519_key", "sshd_key_t");
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void Keeps_correct_labels() => Assert.Empty(Planned());

    [Theory]
    [InlineData("/home/alice", "home_root_t", "/home/alice")]
    [InlineData("/home/alice", "unlabeled_t", "/home/alice")]
    [InlineData("/home/alice/.ssh", "user_home_dir_t", "/home/alice/.ssh")]
    [InlineData("/home/alice/.ssh/authorized_keys", "user_home_t", "/home/alice/.ssh")]
    [InlineData("/etc/ssh/ssh_host_ed25519_key", "etc_t", "/etc/ssh/ssh_host_ed25519_key")]
    public void Restores_labels_that_come_from_the_directory(string path, string type, string named)
    {
        Assert.True(Label(path, type));
        // As restorecon does, interrupted before and after.
        Assert.Equal(["/usr/sbin/restorecon -R " + named], Planned());
        Assert.Equal(["/usr/sbin/restorecon -R " + named], Planned());
        kernel.Does = _ => Label(path, path.EndsWith("alice", StringComparison.Ordinal) ? "user_home_dir_t" : path.Contains("host", StringComparison.Ordinal) ? "sshd_key_t" : "ssh_home_t");
        Assert.Null(new Executor(root.Directory, kernel).Apply(step.Plan(View()).Changes.Single()));
        Assert.Empty(Planned());
    }

    [Theory]
    [InlineData("/home/alice", "staff_home_dir_t")]
    [InlineData("/home/alice", "nfs_t")]
    [InlineData("/home/alice/.ssh", "private_ssh_t")]
    public void Ignores_labels_of_another_policy(string path, string type)
    {
        Assert.True(Label(path, type));
        Assert.Empty(Planned());
    }

    [Fact]
    public void Plans_the_label_of_a_planned_home()
    {
        var view = View();
        view.Foresee(new MakeTree("/home/bob", new Machine.Files.Permissions(0x1c0), new Machine.Files.Owner(1001, 1001), [], "home"));
        view.Foresee(Change.Write("/etc/passwd", "bob:x:1001:1001::/home/bob:/bin/sh\n", Machine.Files.Permissions.WorldReadable, "bob"));
        Assert.Equal("/usr/sbin/restorecon -R /home/bob", string.Join(' ', Assert.IsType<RunProgram>(Assert.Single(new RestoreSelinuxLabels("bob").Plan(view).Changes)).Arguments));
    }

    [Fact]
    public void Warns_without_restorecon_and_does_nothing_without_SELinux()
    {
        Label("/home/alice", "home_root_t");
        File.Delete(root.Below("/usr/sbin/restorecon"));
        var planned = Planner.Make(step, View()).Value!;
        Assert.Empty(planned.Changes);
        Assert.Equal(["SELinux labels of /home/alice are wrong, and there is no restorecon: install policycoreutils in the image"], planned.Warnings);
        File.Delete(root.Below("/sys/fs/selinux/enforce"));
        Assert.Empty(Planner.Make(step, View()).Value!.Warnings);
    }

    private string[] Planned() => [.. step.Plan(View()).Changes.Cast<RunProgram>().Select(run => string.Join(' ', run.Arguments))];

    private MachineView View() => new(root.Directory, kernel);

    private bool Label(string path, string type)
    {
        byte[] label = Encoding.ASCII.GetBytes($"system_u:object_r:{type}:s0\0");
        return setxattr(root.Below(path), "security.selinux", label, label.Length, 0) == 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setxattr(string path, string name, byte[] value, nint size, int flags);
}
