using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

/// <summary>Files are replaced atomically, and only if everything succeeds.</summary>
public sealed class ReplaceFileTests : IDisposable
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
}
