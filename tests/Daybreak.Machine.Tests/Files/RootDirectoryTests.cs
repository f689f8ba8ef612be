using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

/// <summary>Reading, listing and writing entries below a root.</summary>
public sealed class RootDirectoryTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    private void Replace(string path, string content, Permissions? mode = null) =>
        root.Root.Replace(path, Encoding.UTF8.GetBytes(content), mode ?? Permissions.WorldReadable, Owner.System);

    [Theory]
    [InlineData(0x000)]
    [InlineData(0x180)]
    [InlineData(0x1ff)]
    [InlineData(0xfff)]
    public void Sets_exactly_the_requested_mode(uint bits)
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot || bits is 0x180 or 0x1ff, "only root keeps set-user-id bits, and enters a directory of mode 0");
        Replace("/file", "x", new Permissions(bits));
        root.Root.MakeDirectory("/dir", new Permissions(bits), Owner.System);
        root.Root.Publish("/published", "x"u8, new Permissions(bits));
        root.Root.Append("/appended", "x\n"u8, new Permissions(bits));
        foreach (string path in (string[])["/file", "/dir", "/published", "/appended"])
            Assert.Equal((path, new Permissions(bits)), (path, root.Root.Entry(path)!.Value.Mode));
    }

    [Fact]
    public void Sets_the_requested_owner()
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot, "only root can give a file away");
        root.Root.MakeDirectory("/home", Permissions.PrivateDirectory, new Owner(1000, 1001));
        root.Root.Replace("/home/keys", "x"u8, Permissions.OwnerOnly, new Owner(1000, 1001), LinkPolicy.NoLinks);
        foreach (string path in (string[])["/home", "/home/keys"])
            Assert.Equal((1000u, 1001u), (root.Root.Entry(path)!.Value.User, root.Root.Entry(path)!.Value.Group));
        root.Root.MakeDirectory("/home", Permissions.PublicDirectory, Owner.System);
        Assert.Equal(new FileEntry(FileKind.Directory, Permissions.PublicDirectory, 0, 0, root.Root.Entry("/home")!.Value.Size), root.Root.Entry("/home"));
    }

    [Fact]
    public void Does_not_read_or_write_anything_but_regular_files()
    {
        root.Folder("/dir");
        root.Pipe("/pipe");
        foreach (string path in (string[])["/dir", "/pipe", "/"])
        {
            Assert.Throws<FileFailure>(() => Replace(path, "x"));
            Assert.Throws<FileFailure>(() => root.Root.Read(path));
            Assert.Throws<FileFailure>(() => root.Root.Append(path, "x\n"u8, Permissions.OwnerOnly));
            Assert.Throws<FileFailure>(() => root.Root.Publish(path, "x"u8, Permissions.OwnerOnly));
            Assert.Throws<FileFailure>(() => root.Root.TryLock(path));
            Assert.Throws<FileFailure>(() => root.Root.MakeLink(path, "x"));
        }
        Assert.Throws<FileFailure>(() => root.Root.MakeDirectory("/pipe", Permissions.PublicDirectory, Owner.System));
        Assert.Throws<FileFailure>(() => root.Root.Remove("/dir"));
        Assert.Empty(root.Root.List("/pipe"));
        Assert.Equal(FileKind.Other, root.Root.Entry("/pipe")?.Kind);
        Assert.Equal(["/dir", "/pipe"], root.Names());
    }

    [Fact]
    public void Does_not_read_a_device()
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot, "only root can bind a device below a root");
        root.File("/null");
        Mounts.Bind("/dev/zero", root.At("/null"), () =>
        {
            Assert.Contains("not a regular file", Assert.Throws<FileFailure>(() => root.Root.Read("/null")).Message, StringComparison.Ordinal);
            Assert.Throws<FileFailure>(() => Replace("/null", "x"));
        });
    }

    [Fact]
    public void Reads_a_file_up_to_the_size_limit()
    {
        Assert.Null(root.Root.Read("/missing"));
        Assert.Null(root.Root.Read("/missing/file"));
        foreach (int size in (int[])[0, 1, 4095, 4096, 4097, 100_000, RootDirectory.ReadLimit])
        {
            byte[] content = new byte[size];
            new Random(size).NextBytes(content);
            File.WriteAllBytes(root.At("/file"), content);
            Assert.Equal(content, root.Root.Read("/file"));
        }
        File.WriteAllBytes(root.At("/file"), new byte[RootDirectory.ReadLimit + 1]);
        Assert.Contains("larger than 8 MiB", Assert.Throws<FileFailure>(() => root.Root.Read("/file")).Message, StringComparison.Ordinal);
        using (var sparse = File.Create(root.At("/sparse"))) sparse.SetLength(1L << 40);
        Assert.Throws<FileFailure>(() => root.Root.Read("/sparse"));
    }

    [Fact]
    public void Reports_a_missing_directory_when_writing()
    {
        foreach (var write in (Action[])
                 [
                     () => Replace("/missing/file", "x"),
                     () => root.Root.MakeDirectory("/missing/dir", Permissions.PublicDirectory, Owner.System),
                     () => root.Root.MakeLink("/missing/link", "x"),
                     () => root.Root.Append("/missing/log", "x"u8, Permissions.OwnerOnly),
                     () => root.Root.Publish("/missing/status", "x"u8, Permissions.OwnerOnly),
                     () => root.Root.TryLock("/missing/lock"),
                 ])
            Assert.Contains("No such file or directory", Assert.Throws<FileFailure>(write).Message, StringComparison.Ordinal);
        root.Root.Remove("/missing/file");
        Assert.Empty(root.Names());
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with\nnewline")]
    [InlineData("größe-語-\ud83d\ude00")]
    [InlineData("-rf")]
    [InlineData("*")]
    [InlineData("...")]
    [InlineData("\\")]
    public void Accepts_any_bytes_in_names(string name)
    {
        Replace($"/{name}", "x");
        root.Root.MakeDirectory($"/{name}.d", Permissions.PublicDirectory, Owner.System);
        root.Root.MakeLink($"/{name}.l", name);
        Assert.Equal("x", Encoding.UTF8.GetString(root.Root.Read($"/{name}.l")!));
        Assert.Equal(3, root.Root.List("/").Count);
        Assert.Contains(name, root.Root.List("/"));
        root.Root.Remove($"/{name}");
        Assert.False(File.Exists(root.At($"/{name}")));
    }

    [Fact]
    public void Accepts_names_of_any_length_that_the_kernel_allows()
    {
        foreach (string name in (string[])[new('n', 255), new('ä', 127), new('語', 85), string.Concat(Enumerable.Repeat("\ud83d\ude00", 63)), "x" + string.Concat(Enumerable.Repeat("\ud83d\ude00", 63))])
        {
            Replace($"/{name}", "x");
            Assert.Equal([name], root.Root.List("/"));
            root.Root.Remove($"/{name}");
        }
        Assert.Contains("too long", Assert.Throws<FileFailure>(() => Replace($"/{new string('n', 256)}", "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_a_large_directory_completely_and_sorted()
    {
        for (int i = 0; i < 1500; i++) root.File($"/dir/{(i * 7919) % 1500:0000}-{new string('x', 30)}");
        var names = root.Root.List("/dir");
        Assert.Equal(1500, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Empty(root.Root.List("/missing"));
    }

    [Fact]
    public void Creates_replaces_and_removes_a_link_without_changing_its_target()
    {
        root.File("/target", "x");
        root.Root.MakeLink("/link", "/target");
        root.Root.MakeLink("/link", "other");
        Assert.Equal("other", root.Root.ReadLink("/link"));
        Assert.Null(root.Root.ReadLink("/target"));
        Assert.Throws<FileFailure>(() => root.Root.MakeLink("/target", "x"));
        root.Root.MakeLink("/link", "target");
        root.Root.Remove("/link");
        root.Root.Remove("/link");
        Assert.Equal(["/target"], root.Names());
    }

    [Theory]
    [InlineData("/missing")]
    [InlineData("/file")]
    public void Rejects_a_root_that_is_not_a_directory(string path)
    {
        root.File("/file");
        Assert.Throws<FileFailure>(() => RootDirectory.Open(root.At(path)));
    }
}
