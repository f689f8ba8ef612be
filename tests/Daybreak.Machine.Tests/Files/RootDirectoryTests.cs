using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

public sealed class RootDirectoryTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    private void Replace(string path, string content, Permissions? mode = null) =>
        root.Root.Replace(path, Encoding.UTF8.GetBytes(content), mode ?? Permissions.WorldReadable, Owner.System);

    [Fact]
    public void Replaces_a_file_completely()
    {
        root.File("/etc/hostname", "a much longer old content\n", UnixFileMode.UserRead);
        Replace("/etc/hostname", "web\n");
        Assert.Equal("web\n", root.Text("/etc/hostname"));
        Assert.Equal(["/etc", "/etc/hostname"], root.Names());
        Assert.Equal(new FileEntry(FileKind.File, Permissions.WorldReadable, Owner.System.User, Owner.System.Group, 4), root.Root.Entry("/etc/hostname"));
    }

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
    public async Task Never_shows_a_partial_file_or_another_mode_to_readers()
    {
        string[] contents = [new('a', 200_000), new('b', 10)];
        Replace("/file", contents[0]);
        using var end = new CancellationTokenSource();
        int seen = 0;
        var reader = Task.Run(() =>
        {
            for (; !end.IsCancellationRequested; Interlocked.Increment(ref seen))
            {
                string text = File.ReadAllText(root.At("/file"));
                if (!contents.Contains(text)) return $"{text.Length} bytes";
                if (((int)File.GetUnixFileMode(root.At("/file")) & 0x1ff) != 0x1a4) return "another mode";
            }
            return null;
        });
        // Until the reader has seen enough versions, also on a busy machine.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; (i < 100 || Volatile.Read(ref seen) < 20) && watch.Elapsed < TimeSpan.FromSeconds(30); i++) Replace("/file", contents[i % 2]);
        Assert.True(Volatile.Read(ref seen) >= 20, "the reader saw too few versions");
        await end.CancelAsync();
        Assert.Null(await reader);
    }

    [Fact]
    public void Overwrites_the_temporary_file_of_an_interrupted_run()
    {
        root.File("/etc/.hostname.daybreak", new string('x', 1000));
        Replace("/etc/hostname", "web\n");
        Assert.Equal(["/etc", "/etc/hostname"], root.Names());
        File.WriteAllText(Path.Combine(root.Outside, "victim"), "untouched");
        File.CreateSymbolicLink(root.At("/etc/.hostname.daybreak"), "../../outside/victim");
        Replace("/etc/hostname", "web2\n");
        Assert.Equal("untouched", File.ReadAllText(Path.Combine(root.Outside, "victim")));
        root.File("/run/.status.daybreak", "stale");
        root.Root.Publish("/run/status", "new"u8, Permissions.WorldReadable);
        root.File("/etc/.link.daybreak", "stale");
        root.Root.MakeLink("/etc/link", "target");
        Assert.Equal(["/etc", "/etc/hostname", "/etc/link", "/run", "/run/status"], root.Names());
    }

    [Fact]
    public async Task Follows_no_link_that_replaces_the_temporary_file()
    {
        string victim = Path.Combine(root.Outside, "victim"), link = root.At("/home/.keys.daybreak");
        File.WriteAllText(victim, "untouched");
        root.Folder("/home");
        using var end = new CancellationTokenSource();
        var attacker = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    File.CreateSymbolicLink(link, victim);
                }
                catch (IOException)
                {
                    // The link exists already: this test's or Daybreak's temporary file.
                }
            }
        });
        for (int i = 0; i < 150; i++)
        {
            try
            {
                root.Root.Replace("/home/keys", "secret"u8, Permissions.OwnerOnly, Owner.System, LinkPolicy.NoLinks);
            }
            catch (FileFailure)
            {
                // A refusal is also correct: the user only blocks writes to the user's own file.
            }
            File.Delete(root.At("/home/keys"));
        }
        await end.CancelAsync();
        await attacker;
        Assert.Equal("untouched", File.ReadAllText(victim));
    }

    [Fact]
    public void Changes_nothing_if_the_temporary_file_cannot_be_created()
    {
        root.File("/etc/hostname", "old");
        root.Folder("/etc/.hostname.daybreak");
        Assert.Contains("/etc/hostname", Assert.Throws<FileFailure>(() => Replace("/etc/hostname", "new")).Message, StringComparison.Ordinal);
        Assert.Equal("old", root.Text("/etc/hostname"));
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
    public void Writes_through_a_system_link_to_a_missing_file()
    {
        root.Folder("/persist");
        root.Link("/etc/hostname", "/persist/hostname");
        Replace("/etc/hostname", "web\n");
        Assert.Equal("web\n", root.Text("/persist/hostname"));
        Assert.Equal("/persist/hostname", root.Root.ReadLink("/etc/hostname"));
        root.Link("/etc/dangling", "/nowhere/file");
        Assert.Throws<FileFailure>(() => Replace("/etc/dangling", "x"));
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

    [Fact]
    public void Reports_a_read_only_file_system()
    {
        Assert.SkipUnless(Mounts.Work, "a mount needs root and a mount namespace");
        root.File("/etc/hostname", "old");
        Mounts.Tmpfs(root.At("/etc"), "size=1m,ro", () =>
        {
            Assert.Contains("Read-only file system", Assert.Throws<FileFailure>(() => Replace("/etc/hostname", "new")).Message, StringComparison.Ordinal);
            Assert.Contains("Read-only file system", Assert.Throws<FileFailure>(() => root.Root.MakeDirectory("/etc/x", Permissions.PublicDirectory, Owner.System)).Message, StringComparison.Ordinal);
        });
        Assert.Equal("old", root.Text("/etc/hostname"));
    }

    [Fact]
    public void Changes_nothing_if_the_file_system_is_full()
    {
        Assert.SkipUnless(Mounts.Work, "a mount needs root and a mount namespace");
        root.Folder("/etc");
        Mounts.Tmpfs(root.At("/etc"), "size=64k", () =>
        {
            root.File("/etc/hostname", "old");
            string large = new('x', 1_000_000);
            Assert.Contains("No space left on device", Assert.Throws<FileFailure>(() => Replace("/etc/hostname", large)).Message, StringComparison.Ordinal);
            Assert.Contains("No space left on device", Assert.Throws<FileFailure>(() => root.Root.Publish("/etc/status", Encoding.UTF8.GetBytes(large), Permissions.OwnerOnly)).Message, StringComparison.Ordinal);
            Assert.Equal("old", root.Text("/etc/hostname"));
            Assert.Equal(["/etc", "/etc/hostname"], root.Names());
            Replace("/etc/hostname", "new");
            Assert.Equal("new", root.Text("/etc/hostname"));
        });
    }

    [Fact]
    public void Completes_an_incomplete_line_before_it_appends_another()
    {
        root.Root.Append("/log", "one\n"u8, Permissions.OwnerOnly);
        root.Root.Append("/log", "two\nthree\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\ntwo\nthree\n", root.Text("/log"));
        File.AppendAllText(root.At("/log"), "{\"torn\":");
        root.Root.Append("/log", "four\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\ntwo\nthree\n{\"torn\":\nfour\n", root.Text("/log"));
        Assert.Equal(Permissions.OwnerOnly, root.Root.Entry("/log")?.Mode);
    }

    [Fact]
    public void Completes_an_incomplete_line_in_a_large_file()
    {
        File.WriteAllText(root.At("/log"), new string('x', RootDirectory.ReadLimit + 5));
        root.Root.Append("/log", "next\n"u8, Permissions.OwnerOnly);
        Assert.EndsWith("x\nnext\n", root.Text("/log"), StringComparison.Ordinal);
    }

    [Fact]
    public void Appends_lines_through_a_system_link()
    {
        root.Folder("/persist");
        root.Link("/log", "/persist/log");
        root.Root.Append("/log", "one\n"u8, Permissions.OwnerOnly);
        Assert.Equal("one\n", root.Text("/persist/log"));
    }

    [Fact]
    public void Releases_a_lock_even_if_a_forked_child_has_a_copy_of_its_descriptor()
    {
        var held = root.Root.TryLock("/lock")!;
        // A copy of the descriptor, as a child process has between fork and exec.
        string copied = Directory.GetFiles("/proc/self/fd").Single(path => new FileInfo(path).LinkTarget == root.At("/lock"));
        int copy = dup(int.Parse(Path.GetFileName(copied)));
        try
        {
            Assert.Null(root.Root.TryLock("/lock"));
            held.Dispose();
            using var again = root.Root.TryLock("/lock");
            Assert.NotNull(again);
        }
        finally
        {
            _ = close(copy);
        }
    }

    [System.Runtime.InteropServices.DllImport("libc")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int dup(int descriptor);

    [System.Runtime.InteropServices.DllImport("libc")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);

    [Fact]
    public void Allows_one_holder_of_a_lock()
    {
        var held = root.Root.TryLock("/lock");
        Assert.NotNull(held);
        Assert.Null(root.Root.TryLock("/lock"));
        held.Dispose();
        using var again = root.Root.TryLock("/lock");
        Assert.NotNull(again);
        Assert.Equal(Permissions.OwnerOnly, root.Root.Entry("/lock")?.Mode);
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
