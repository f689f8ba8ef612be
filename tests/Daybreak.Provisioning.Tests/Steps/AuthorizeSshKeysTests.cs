using Daybreak.Core;
using Daybreak.Machine.Files;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed class AuthorizeSshKeysTests : IDisposable
{
    private const string Path = "/home/alice/.ssh/authorized_keys";
    private static readonly string A = Keys.Ed25519(1, "alice@laptop"), B = Keys.Ed25519(2, "bob");
    private readonly SshMachine machine = new(new AuthorizeSshKeys());

    public AuthorizeSshKeysTests() => Assert.SkipUnless(SshMachine.IsRoot, "needs root, to give files to users");

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Creates_a_directory_and_a_file_for_the_user_only()
    {
        machine.Apply(SshMachine.Vm(keys: [A, B]));
        Assert.Equal($"{A}\n{B}\n", machine.Root.Read(Path));
        Assert.Equal((Permissions.OwnerOnly, SshMachine.Alice, SshMachine.Alice), (machine.Entry(Path).Mode, machine.Entry(Path).User, machine.Entry(Path).Group));
        Assert.Equal((Permissions.PrivateDirectory, SshMachine.Alice), (machine.Entry("/home/alice/.ssh").Mode, machine.Entry("/home/alice/.ssh").User));
    }

    [Fact]
    public void Keeps_existing_keys_and_adds_no_duplicates()
    {
        machine.Directory("/home/alice/.ssh", 0x1c0, SshMachine.Alice);
        string others = $"# mine\ncommand=\"date\" {B[..^3]} with caf\u00e9\nssh-ed25519 broken";
        machine.Put(Path, others, 0x180, SshMachine.Alice);
        machine.Apply(SshMachine.Vm(keys: [A, B]));
        Assert.Equal($"{others}\n{A}\n", machine.Root.Read(Path));
    }

    [Fact]
    public void Corrects_permissions_that_sshd_rejects()
    {
        machine.Directory("/home/alice/.ssh", 0x1ff, 0);
        machine.Put(Path, $"{A}\n", 0x1b4, SshMachine.Alice);
        machine.Apply(SshMachine.Vm(keys: [A]));
        Assert.Equal((Permissions.OwnerOnly, SshMachine.Alice), (machine.Entry(Path).Mode, machine.Entry("/home/alice/.ssh").User));
    }

    [Theory]
    [InlineData("AuthorizedKeysFile .keys/%u%% none", "/home/alice/.keys/alice%")]
    [InlineData("AuthorizedKeysFile=\"%h/.ssh/authorized_keys\"", Path)]
    [InlineData("Match user bob\nAuthorizedKeysFile none\nMatch group sudo\nAuthorizedKeysFile .ssh/mine .ssh/authorized_keys", "/home/alice/.ssh/mine")]
    [InlineData("Include more/*", "/etc/ssh/authorized_keys/4242")]
    public void Writes_the_file_that_sshd_reads(string config, string path)
    {
        machine.Root.Write("/etc/ssh/sshd_config", config + "\n").Write("/etc/ssh/more/x", "AuthorizedKeysFile /etc/ssh/authorized_keys/%U");
        machine.Apply(SshMachine.Vm(keys: [A]));
        Assert.Equal($"{A}\n", machine.Root.Read(path));
        bool isHome = path.StartsWith("/home", StringComparison.Ordinal);
        Assert.Equal((isHome ? Permissions.OwnerOnly : Permissions.WorldReadable, isHome ? SshMachine.Alice : 0), (machine.Entry(path).Mode, machine.Entry(path).User));
    }

    [Theory]
    [InlineData("AuthorizedKeysFile none", "/etc/ssh/sshd_config:1: AuthorizedKeysFile none disables public-key login")]
    [InlineData("AuthorizedKeysFile .ssh/%x", "/etc/ssh/sshd_config:1: AuthorizedKeysFile .ssh/%x has the token %x, which sshd does not know")]
    [InlineData("\nPasswordAuthentication \"no", "/etc/ssh/sshd_config:2: a quotation mark is not closed")]
    [InlineData("Include sshd_config", "does it include itself?")]
    [InlineData("Include sshd_config sshd_config sshd_config", "does it include itself?")]
    [InlineData("PasswordAuthentication maybe", "/etc/ssh/sshd_config:1: passwordauthentication maybe is invalid: expected yes or no")]
    [InlineData("AuthorizedKeysFile /home/alice/../bob/keys", "expected the absolute path of a file")]
    public void Fails_if_sshd_would_read_no_key(string config, string why)
    {
        machine.Root.Write("/etc/ssh/sshd_config", config + "\n");
        Assert.Contains(why, machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_line_of_one_MiB_and_accepts_a_thousand_keys()
    {
        machine.Root.Write("/etc/ssh/sshd_config", "#" + new string('x', 1 << 20));
        Assert.Contains("/etc/ssh/sshd_config", machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
        File.Delete(machine.Root.Below("/etc/ssh/sshd_config"));
        machine.Apply(SshMachine.Vm(keys: [.. Enumerable.Range(1, 1000).Select(seed => Keys.Ed25519(seed))]));
        Assert.Equal(1001, machine.Root.Read(Path).Split('\n').Length);
    }

    [Theory]
    [InlineData("/home/alice/.ssh", "/etc", "/home/alice/.ssh is a symbolic link; links below a user's directory are not followed")]
    [InlineData(Path, "/etc/shadow", Path + " is a symbolic link; links below a user's directory are not followed")]
    [InlineData(Path, "other", Path + " is a symbolic link")]
    public void Rejects_links_below_the_home_directory(string link, string target, string why)
    {
        foreach (uint maker in (uint[])[0, SshMachine.Alice])
        {
            machine.Put("/etc/shadow", "root:secret:", 0x180, 0);
            if (link == Path) machine.Directory("/home/alice/.ssh", 0x1c0, SshMachine.Alice);
            if (new FileInfo(machine.Root.Below(link)).LinkTarget is null) machine.Root.Link(link, target);
            machine.Give(link, maker);
            Assert.StartsWith(why, machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rejects_a_home_of_another_user_and_accepts_a_link_of_root()
    {
        machine.Give("/home/alice", 99);
        Assert.Equal("/home/alice is the home directory of alice but belongs to user id 99: change its owner to alice, or give alice another home directory", machine.Refusal(SshMachine.Vm(keys: [A])));
        machine.Give("/home/alice", SshMachine.Alice);
        File.SetUnixFileMode(machine.Root.Below("/home/alice"), (UnixFileMode)0x1fd);
        Assert.Contains("is writable by others (mode 0775)", machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
        Directory.Delete(machine.Root.Below("/home/alice"));
        Assert.Contains("does not exist: create it", machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
        machine.Put("/etc/shadow", "x", 0x180, 0);
        machine.Root.Link("/home/alice", "/etc/shadow");
        Assert.Equal("/etc/shadow is the home directory of alice but is not a directory: remove it", machine.Refusal(SshMachine.Vm(keys: [A])));

        File.Delete(machine.Root.Below("/home/alice"));
        machine.Directory("/data/homes/alice", 0x1c0, SshMachine.Alice);
        machine.Root.Link("/home/alice", "/data/homes/alice");
        machine.Apply(SshMachine.Vm(keys: [A]));
        Assert.Equal($"{A}\n", machine.Root.Read("/data/homes/alice/.ssh/authorized_keys"));

        machine.Directory("/home", 0x1ff, 0);
        Assert.Contains("another user than root could have created", machine.Refusal(SshMachine.Vm(keys: [A, B])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x180, 0u, "belongs to user id 0, not to alice")]
    [InlineData(0x180, 99u, "belongs to user id 99, not to alice")]
    public void Rejects_a_file_of_another_user(int mode, uint owner, string why)
    {
        machine.Directory("/home/alice/.ssh", 0x1c0, SshMachine.Alice);
        machine.Put(Path, "root:secret:", mode, owner);
        Assert.Contains(why, machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_without_the_user_and_changes_nothing_without_keys()
    {
        machine.Root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        Assert.StartsWith("/etc/passwd has no user alice", machine.Refusal(SshMachine.Vm(keys: [A])), StringComparison.Ordinal);
        Assert.Empty(machine.Apply(SshMachine.Vm()));
    }

    [Fact]
    public void Warns_about_another_path_and_about_disabled_public_key_login()
    {
        machine.Root.Write("/etc/ssh/sshd_config", "PubkeyAuthentication no\n");
        var media = new OvfEnvironment { HostName = "vm1", UserName = "alice", PublicKeys = [new OvfPublicKey(null, "$HOME/alice/keys", A)] };
        machine.Apply(SshMachine.Vm(media: media), out var remarks);
        Assert.Equal([$"the media names $HOME/alice/keys for the keys, but sshd reads {Path}: the keys are in {Path}", "/etc/ssh/sshd_config:1 disables public-key login, so the keys have no effect"], remarks);
        machine.Apply(SshMachine.Vm(media: media with { PublicKeys = [new OvfPublicKey(null, "$HOME/alice/.ssh/authorized_keys", A)] }), out remarks);
        Assert.Single(remarks);
    }

    [Fact]
    public void A_private_key_is_readable_by_the_user_only()
    {
        machine.Apply(Pair("$HOME/alice/.ssh/id_rsa"));
        Assert.Equal("hush\n", machine.Root.Read("/home/alice/.ssh/id_rsa"));
        Assert.Equal((Permissions.OwnerOnly, SshMachine.Alice), (machine.Entry("/home/alice/.ssh/id_rsa").Mode, machine.Entry("/home/alice/.ssh/id_rsa").User));
        Assert.Equal("ssh-rsa KEY\n", machine.Root.Read("/home/alice/.ssh/id_rsa.pub"));
        Assert.Equal((Permissions.WorldReadable, SshMachine.Alice), (machine.Entry("/home/alice/.ssh/id_rsa.pub").Mode, machine.Entry("/home/alice/.ssh/id_rsa.pub").User));
        File.SetUnixFileMode(machine.Root.Below("/home/alice/.ssh/id_rsa"), (UnixFileMode)0x1a4);
        machine.Apply(Pair("/home/alice/.ssh/id_rsa"));
        Assert.Equal(Permissions.OwnerOnly, machine.Entry("/home/alice/.ssh/id_rsa").Mode);
    }

    [Theory]
    [InlineData("/etc/ssh/ssh_host_rsa_key", "must be below /home/alice")]
    [InlineData("/home/alice/../bob/.ssh/id", "expected the absolute path of a file")]
    [InlineData("id_rsa", "expected the absolute path of a file")]
    [InlineData("/home/alice/.ssh/there", "is not the private key from the media; existing keys are not overwritten")]
    public void Rejects_a_private_key_outside_the_home_or_over_another_file(string path, string why)
    {
        machine.Directory("/home/alice/.ssh", 0x1c0, SshMachine.Alice);
        machine.Put("/home/alice/.ssh/there", "mine", 0x180, SshMachine.Alice);
        Assert.Contains(why, machine.Refusal(Pair(path)), StringComparison.Ordinal);
    }

    private static VmSpecification Pair(string path) => SshMachine.Vm(certificates: new CertificateKeys([], [new KeyPair(path, new Secret("hush\n"), "ssh-rsa KEY")]));
}
