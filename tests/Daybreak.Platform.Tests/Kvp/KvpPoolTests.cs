using System.Diagnostics;
using Daybreak.Core;
using Daybreak.Platform.Kvp;

namespace Daybreak.Platform.Tests.Kvp;

public sealed class KvpPoolTests : IDisposable
{
    // A lock of the whole file with fcntl(2), F_SETLKW, as in hv_kvp_daemon.
    private const string Daemon = """
        import fcntl, sys, struct
        f = open(sys.argv[1], "r+b")
        fcntl.lockf(f, fcntl.LOCK_EX)
        print("locked", flush=True)
        if sys.argv[2] == "append":
            sys.stdin.readline()
            f.seek(0, 2)
            f.write(struct.pack("512s2048s", b"theirs", b"1"))
            f.flush()
        else:
            sys.stdin.readline()
        fcntl.lockf(f, fcntl.LOCK_UN)
        print("unlocked", flush=True)
        """;

    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("daybreak-kvp-").FullName, ".kvp_pool_1");
    private readonly VirtualTime time = new();

    private KvpPool Pool => new(path, time.Clock);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Fact]
    public void Does_not_create_an_absent_pool()
    {
        Assert.False(Pool.Exists);
        Assert.False(Pool.Write("k", "v"));
        Assert.Empty(Pool.Read());
        Assert.False(File.Exists(path));
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public void Replaces_the_value_of_a_key_and_keeps_other_keys()
    {
        File.WriteAllBytes(path, new KvpRecord("theirs", "1").ToBytes());
        Assert.True(Pool.Write("ours", new string('x', 3000)));
        Assert.True(Pool.Write("also ours", "2"));
        Assert.Equal(5, Pool.Read().Count);
        Assert.True(Pool.Write("ours", "short"));
        Assert.Equal([new("theirs", "1"), new("also ours", "2"), new("ours", "short")], Pool.Read());
        Assert.Equal(3 * KvpRecord.Size, new FileInfo(path).Length);
    }

    [Fact]
    public void Replaces_the_value_of_a_long_key()
    {
        File.WriteAllBytes(path, []);
        string key = new('ü', 300);
        Assert.True(Pool.Write(key, "1"));
        Assert.True(Pool.Write(key, "2"));
        Assert.Equal("2", Assert.Single(Pool.Read()).Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2559)]
    public void Ignores_an_incomplete_record(int bytes)
    {
        File.WriteAllBytes(path, [.. new KvpRecord("theirs", "1").ToBytes(), .. new KvpRecord("torn", "x").ToBytes().AsSpan(0, bytes)]);
        Assert.Equal([new("theirs", "1")], Pool.Read());
        Assert.True(Pool.Write("ours", "2"));
        Assert.Equal([new("theirs", "1"), new("ours", "2")], Pool.Read());
    }

    [Fact]
    public void Does_not_change_a_pool_with_too_many_records()
    {
        byte[] full = [.. Enumerable.Range(0, 1100).SelectMany(number => new KvpRecord($"k{number}", "v").ToBytes())];
        File.WriteAllBytes(path, full);
        Assert.False(Pool.Write("k5", "new"));
        Assert.Equal(full, File.ReadAllBytes(path));
        File.WriteAllBytes(path, full[..(1024 * KvpRecord.Size)]);
        Assert.False(Pool.Write("one more", "v"));
        Assert.True(Pool.Write("k5", "new"));
        Assert.Equal(1024 * KvpRecord.Size, new FileInfo(path).Length);
    }

    [Fact]
    public void Ignores_a_pool_that_is_a_directory()
    {
        Directory.CreateDirectory(path);
        Assert.False(Pool.Write("k", "v"));
        Assert.Empty(Pool.Read());
    }

    [Fact]
    public void Waits_for_the_daemons_lock_for_a_limited_time()
    {
        File.WriteAllBytes(path, new KvpRecord("theirs", "0").ToBytes());
        using var daemon = Start("hold");
        Assert.False(Pool.Write("ours", "1"));
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(1));
        Assert.Equal([new("theirs", "0")], Pool.Read());
        Release(daemon);
        Assert.True(Pool.Write("ours", "1"));
    }

    [Fact]
    public void Keeps_what_the_daemon_wrote_under_its_lock()
    {
        File.WriteAllBytes(path, []);
        using var daemon = Start("append");
        bool released = false;
        var clock = new Clock(time, _ =>
        {
            if (!released) Release(daemon);
            released = true;
        });
        Assert.True(new KvpPool(path, clock).Write("ours", "1"));
        Assert.Equal([new("theirs", "1"), new("ours", "1")], Pool.Read());
    }

    private Process Start(string what)
    {
        var daemon = Process.Start(new ProcessStartInfo("python3", ["-c", Daemon, path, what]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("locked", daemon.StandardOutput.ReadLine());
        return daemon;
    }

    private static void Release(Process daemon)
    {
        daemon.StandardInput.WriteLine();
        Assert.Equal("unlocked", daemon.StandardOutput.ReadLine());
        Assert.True(daemon.WaitForExit(TimeSpan.FromSeconds(20)));
    }
}
