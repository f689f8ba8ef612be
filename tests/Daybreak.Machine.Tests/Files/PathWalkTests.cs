using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

public sealed class PathWalkTests : IDisposable
{
    private const uint OtherUser = 4711;
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    private string Canonical(string path, bool followLast = true) => root.Root.Canonical(path, followLast: followLast);

    private string? Read(string path, LinkPolicy policy = LinkPolicy.SystemLinks) => root.Root.Read(path, policy) is { } content ? System.Text.Encoding.UTF8.GetString(content) : null;

    [Theory]
    [InlineData("/etc/hostname", "/etc/hostname")]
    [InlineData("etc/hostname", "/etc/hostname")]
    [InlineData("//etc///hostname/", "/etc/hostname")]
    [InlineData("/./etc/./hostname/.", "/etc/hostname")]
    [InlineData("/etc/../etc/hostname", "/etc/hostname")]
    [InlineData("/../../etc/hostname", "/etc/hostname")]
    [InlineData("/etc/..", "/")]
    [InlineData("/etc/ssh/..", "/etc")]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("/..", "/")]
    [InlineData("/etc/missing", "/etc/missing")]
    [InlineData("/missing/a/b", "/missing/a/b")]
    public void Simplifies_a_path_and_stays_below_the_root(string path, string expected)
    {
        root.File("/etc/hostname", "web\n");
        root.Folder("/etc/ssh");
        Assert.Equal(expected, Canonical(path));
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../etc/hostname")]
    [InlineData("../../../../../../etc/hostname")]
    [InlineData("./../etc/./hostname")]
    [InlineData("/../../etc/hostname")]
    [InlineData("../link2/hostname")]
    [InlineData("../deep/link3/../../etc/hostname")]
    public void Follows_a_link_as_after_chroot(string target)
    {
        root.File("/etc/hostname", "inside");
        root.Link("/link2", "/etc");
        root.Folder("/deep");
        root.Link("/deep/link3", "/deep");
        root.Folder("/run");
        root.Link("/run/name", target);
        // "../deep/link3/../../etc": link3 is /deep, so each ".." leads to /.
        Assert.Equal(("inside", "/etc/hostname"), (Read("/run/name"), Canonical("/run/name")));
        Assert.Equal("/run/name", Canonical("/run/name", followLast: false));
        Assert.Equal((FileKind.Link, target), (root.Root.Entry("/run/name")?.Kind, root.Root.ReadLink("/run/name")));
    }

    [Fact]
    public void Follows_no_link_outside_the_root()
    {
        System.IO.File.WriteAllText(System.IO.Path.Combine(root.Outside, "secret"), "outside");
        string[] escapes = [root.Outside + "/secret", "../outside/secret", "/../outside/secret", "../../../../.." + root.Outside + "/secret", "/proc/self/root" + root.Outside + "/secret", "/proc/self/cwd/secret"];
        for (int i = 0; i < escapes.Length; i++)
        {
            root.Link($"/l{i}", escapes[i]);
            Assert.Null(Read($"/l{i}"));
            Assert.Null(Read(escapes[i]));
            Assert.Throws<FileFailure>(() => root.Root.Replace($"/l{i}", "x"u8, Permissions.OwnerOnly, Owner.System));
        }
        root.Link("/d", "../outside");
        root.Link("/d2", root.Outside);
        Assert.Null(Read("/d/secret"));
        Assert.Null(Read("/d2/secret"));
        Assert.Empty(root.Root.List("/d"));
        Assert.Empty(root.Root.List("/d2"));
        Assert.Equal("outside", System.IO.File.ReadAllText(System.IO.Path.Combine(root.Outside, "secret")));
        Assert.Single(System.IO.Directory.GetFileSystemEntries(root.Outside));
    }

    [Fact]
    public void Rejects_a_loop_of_links()
    {
        root.Link("/a", "/b");
        root.Link("/b", "a");
        root.Link("/self", "self");
        root.Link("/down", "down/x");
        foreach (string path in (string[])["/a", "/b/x", "/self", "/down"])
            Assert.Contains("symbolic links", Assert.Throws<FileFailure>(() => root.Root.Read(path)).Message, StringComparison.Ordinal);
        Assert.Equal(FileKind.Link, root.Root.Entry("/a")?.Kind);
    }

    [Fact]
    public void Follows_a_chain_of_forty_links()
    {
        root.File("/l0", "end");
        for (int i = 1; i <= 41; i++) root.Link($"/l{i}", $"l{i - 1}");
        Assert.Equal("end", Read("/l40"));
        Assert.Throws<FileFailure>(() => root.Root.Read("/l41"));
    }

    [Fact]
    public void Follows_no_link_below_a_users_directory()
    {
        root.File("/home/ada/real", "x");
        root.Link("/home/ada/link", "real");
        root.Link("/home/bob", "ada");
        Assert.Equal("x", Read("/home/ada/real", LinkPolicy.NoLinks));
        foreach (string path in (string[])["/home/ada/link", "/home/bob/real"])
        {
            Assert.Equal("x", Read(path));
            Assert.Contains("contains the symbolic link", Assert.Throws<FileFailure>(() => root.Root.Read(path, LinkPolicy.NoLinks)).Message, StringComparison.Ordinal);
            Assert.Throws<FileFailure>(() => root.Root.Replace(path, "y"u8, Permissions.OwnerOnly, Owner.System, LinkPolicy.NoLinks));
            Assert.Throws<FileFailure>(() => root.Root.MakeDirectory(path, Permissions.OwnerOnly, Owner.System, LinkPolicy.NoLinks));
        }
        Assert.Equal("x", root.Text("/home/ada/real"));
    }

    [Fact]
    public void Rejects_a_link_of_another_user()
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot, "only root can change the owner of a link");
        root.File("/etc/shadow", "secret");
        root.Link("/etc/link", "shadow");
        root.Give("/etc/link", OtherUser);
        IsRefused("/etc/link");
    }

    [Fact]
    public void Rejects_a_link_in_a_directory_of_another_user()
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot, "only root can change the owner of a directory");
        root.File("/etc/shadow", "secret");
        root.Link("/home/ada/link", "/etc/shadow");
        root.Give("/home/ada", OtherUser);
        IsRefused("/home/ada/link");
    }

    [Theory]
    [InlineData(0x1fd)] // 0775
    [InlineData(0x1ef)] // 0757
    [InlineData(0x3ff)] // 1777, as /tmp
    public void Rejects_a_link_in_a_directory_that_others_can_write(int mode)
    {
        root.File("/etc/shadow", "secret");
        root.Link("/tmp/link", "/etc/shadow");
        root.Link("/tmp/dir", "/etc");
        root.Folder("/tmp", mode);
        IsRefused("/tmp/link");
        IsRefused("/tmp/dir/shadow");
    }

    private void IsRefused(string path)
    {
        var failure = Assert.Throws<FileFailure>(() => root.Root.Read(path));
        Assert.Contains("another user than root could have created", failure.Message, StringComparison.Ordinal);
        Assert.Equal(path, failure.Path);
        Assert.Throws<FileFailure>(() => root.Root.Replace(path, "x"u8, Permissions.OwnerOnly, Owner.System));
        Assert.Equal("secret", root.Text("/etc/shadow"));
    }

    [Fact]
    public void Rejects_a_path_with_a_NUL()
    {
        root.File("/etc/shadow", "secret");
        foreach (string path in (string[])["/etc/shadow\0", "/etc\0/shadow", "/etc/shadow\0.txt"])
        {
            Assert.Throws<FileFailure>(() => root.Root.Read(path));
            Assert.Throws<FileFailure>(() => root.Root.Replace(path, "x"u8, Permissions.OwnerOnly, Owner.System));
        }
        Assert.Throws<FileFailure>(() => root.Root.MakeLink("/etc/link", "a\0b"));
        Assert.Equal("secret", root.Text("/etc/shadow"));
    }

    [Fact]
    public void Reports_a_file_where_a_directory_is_expected()
    {
        root.File("/etc", "a file");
        Assert.Contains("Not a directory", Assert.Throws<FileFailure>(() => root.Root.Read("/etc/hostname")).Message, StringComparison.Ordinal);
        Assert.Contains("/etc/hostname", Assert.Throws<FileFailure>(() => root.Root.Replace("/etc/hostname", "x"u8, Permissions.OwnerOnly, Owner.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closes_all_descriptors_after_a_walk()
    {
        root.File("/a/b/c/d", "x");
        root.Link("/l", "/a/b/../b/c");
        Read("/l/d");
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 200; i++)
        {
            Read("/l/d");
            Read("/a/missing/x");
            root.Root.List("/l");
            root.Root.Replace("/l/d", "y"u8, Permissions.OwnerOnly, Owner.System);
            Assert.Throws<FileFailure>(() => root.Root.Read("/a/b/c/d/e"));
            root.Root.TryLock("/lock")!.Dispose();
        }
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 1, before + 100);
    }
}
