using System.Runtime.InteropServices;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.CustomData.Tests.CloudConfig;

/// <summary>The keys of a cloud-config's users are put where the administrator's are, and as safely.</summary>
public sealed partial class UserKeysTests : IDisposable
{
    private const uint Alice = 1000;
    private const string KeyFile = "/home/alice/.ssh/authorized_keys";
    private static readonly string Key = Keys.Ed25519(1, "alice@laptop"), Other = Keys.Ed25519(2, "other");
    private static readonly string CloudConfig = $"#cloud-config\nusers:\n- {{name: alice, ssh_authorized_keys: ['{Key}']}}\n";
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write("/etc/group", "root:x:0:\n").Write("/etc/shadow", "root:*:1::::::\n").MakeDirectory("/home");
    private readonly CustomDataRun run;

    public UserKeysTests()
    {
        Assert.SkipUnless(Owner.System.User == 0, "needs root, to give files to users");
        root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        run = new CustomDataRun(root, CloudConfig);
    }

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("AuthorizedKeysFile /etc/ssh/keys/%u", "/etc/ssh/keys/alice", 0u)]
    [InlineData("AuthorizedKeysFile .keys", "/home/alice/.keys", Alice)]
    [InlineData("Match group alice\nAuthorizedKeysFile .ssh/mine", "/home/alice/.ssh/mine", Alice)]
    public void The_keys_of_a_new_user_are_in_the_file_that_sshd_reads(string config, string path, uint owner)
    {
        root.Write("/etc/ssh/sshd_config", config + "\n");
        Assert.Null(run.Boot()?.Reason);
        Assert.Equal($"{Key}\n", root.Read(path));
        Assert.Equal((owner, owner == 0 ? Permissions.WorldReadable : Permissions.OwnerOnly), (Entry(path).User, Entry(path).Mode));
        Assert.Null(root.Directory.Entry(KeyFile));
    }

    [Fact]
    public void Keys_that_others_added_stay_and_the_file_is_one_that_sshd_accepts()
    {
        HaveAlice();
        Put(KeyFile, $"# mine\n{Other}", 0x1b4, Alice);
        Own("/home/alice/.ssh", 0x1ff, Alice);
        Assert.Null(run.Boot()?.Reason);
        Assert.Equal($"# mine\n{Other}\n{Key}\n", root.Read(KeyFile));
        Assert.Equal((Permissions.OwnerOnly, Permissions.PrivateDirectory), (Entry(KeyFile).Mode, Entry("/home/alice/.ssh").Mode));
    }

    [Theory]
    [InlineData("/home/alice/.ssh", "/etc")]
    [InlineData(KeyFile, "/etc/shadow")]
    public void A_symbolic_link_below_the_home_is_refused(string link, string target)
    {
        HaveAlice();
        if (link == KeyFile) Own("/home/alice/.ssh", 0x1c0, Alice);
        root.Link(link, target);
        string shadow = root.Read("/etc/shadow");
        Assert.Null(run.Boot()?.Reason);
        Assert.Contains(run.Messages, line => line.Contains($"{link} is a symbolic link", StringComparison.Ordinal));
        Assert.Equal((shadow, null), (root.Read("/etc/shadow"), root.Directory.Entry("/etc/authorized_keys")));
        Assert.False(Assert.Single(run.State.Items).Succeeded);
    }

    [Fact]
    public void A_file_of_another_user_is_neither_read_nor_replaced()
    {
        HaveAlice();
        Own("/home/alice/.ssh", 0x1c0, Alice);
        Put(KeyFile, "secret", 0x180, 99);
        Assert.Null(run.Boot()?.Reason);
        Assert.Contains(run.Messages, line => line.Contains("belongs to user id 99, not to alice", StringComparison.Ordinal));
        Assert.Equal(("secret", 99u), (root.Read(KeyFile), Entry(KeyFile).User));
    }

    [Fact]
    public void A_user_whose_keys_sshd_would_not_read_is_made_and_the_reason_is_given()
    {
        root.Write("/etc/ssh/sshd_config", "AuthorizedKeysFile none\n");
        Assert.Null(run.Boot()?.Reason);
        Assert.Contains("\nalice:x:1000:", root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.NotNull(root.Directory.Entry("/home/alice"));
        Assert.Contains(run.Messages, line => line.Contains("/etc/ssh/sshd_config:1: AuthorizedKeysFile none disables public-key login", StringComparison.Ordinal));
        Assert.False(Assert.Single(run.State.Items).Succeeded);
    }

    private void HaveAlice()
    {
        root.Write("/etc/passwd", $"root:x:0:0:root:/root:/bin/sh\nalice:x:{Alice}:{Alice}::/home/alice:/bin/sh\n");
        Own("/home/alice", 0x1ed, Alice);
    }

    private void Put(string path, string text, int mode, uint owner)
    {
        root.Write(path, text);
        Give(path, mode, owner);
    }

    private void Own(string path, int mode, uint owner)
    {
        root.MakeDirectory(path);
        Give(path, mode, owner);
    }

    private void Give(string path, int mode, uint owner)
    {
        File.SetUnixFileMode(root.Below(path), (UnixFileMode)mode);
        Assert.Equal(0, lchown(root.Below(path), owner, owner));
    }

    private FileEntry Entry(string path) => root.Directory.Entry(path)!.Value;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);
}
