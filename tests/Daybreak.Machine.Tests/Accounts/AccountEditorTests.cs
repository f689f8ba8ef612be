using System.Diagnostics;
using System.Runtime.InteropServices;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Accounts;

public sealed partial class AccountEditorTests : IDisposable
{
    private static readonly string[] Before = ["/etc", "/etc/group", "/etc/passwd", "/etc/shadow"];
    private readonly ThrowAwayRoot root = new();

    public AccountEditorTests() => Fill();

    public void Dispose() => root.Dispose();

    private void Fill()
    {
        root.File("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n", (UnixFileMode)0x1a4);
        root.File("/etc/shadow", "root:*:1::::::\n", (UnixFileMode)0x1a0);
        root.File("/etc/group", "root:x:0:\n", (UnixFileMode)0x1a4);
    }

    private EditAccountFiles Ada()
    {
        var files = AccountFiles.Read(new MachineView(root.Root, new NoKernel()));
        files = files with
        {
            Group = files.Group.With("ada", "x", "1000", ""),
            Shadow = files.Shadow.With("ada", "!", "", "", "", "", "", "", ""),
            Passwd = files.Passwd.With("ada", "x", "1000", "1000", "", "/home/ada", "/bin/sh"),
        };
        return files.Edit("ada")! with { Patience = TimeSpan.FromMilliseconds(100) };
    }

    private string? Apply(Change change) => new Executor(root.Root, new NoKernel()).Apply(change)?.Reason;

    private void Refused(Change change, string reason)
    {
        string before = Everything();
        Assert.Equal(reason, Apply(change));
        Assert.Equal(before, Everything());
    }

    private string Everything() => string.Join('\n', root.Names().Where(name => name != "/etc/.pwd.lock").Select(name => $"{name} {(File.Exists(root.At(name)) ? root.Text(name) : "")}"));

    [Fact]
    public void Edits_all_files_and_leaves_only_the_lock_file_behind()
    {
        if (ThrowAwayRoot.IsRoot) root.Give("/etc/shadow", 42);
        Assert.Null(Apply(Ada()));
        Assert.Equal([.. Before.Append("/etc/.pwd.lock").Order(StringComparer.Ordinal)], root.Names());
        Assert.Equal("root:x:0:\nada:x:1000:\n", root.Text("/etc/group"));
        Assert.Equal("root:*:1::::::\nada:!:::::::\n", root.Text("/etc/shadow"));
        Assert.EndsWith("\nada:x:1000:1000::/home/ada:/bin/sh\n", root.Text("/etc/passwd"), StringComparison.Ordinal);
        var shadow = root.Root.Entry("/etc/shadow")!.Value;
        Assert.Equal("0640", shadow.Mode.ToString());
        if (ThrowAwayRoot.IsRoot) Assert.Equal((42u, 42u), (shadow.User, shadow.Group));
        Assert.Equal("0600", root.Root.Entry("/etc/.pwd.lock")!.Value.Mode.ToString());
    }

    [Fact]
    public void Creates_a_missing_file_with_mode_0600()
    {
        File.Delete(root.At("/etc/shadow"));
        Assert.Null(Apply(Ada()));
        Assert.Equal("0600", root.Root.Entry("/etc/shadow")!.Value.Mode.ToString());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/shadow")]
    [InlineData("/etc/group")]
    public void Writes_no_file_if_one_was_changed_after_planning(string path)
    {
        var change = Ada();
        File.AppendAllText(root.At(path), "# new\n");
        Refused(change, $"{path} has changed since the plan was made: no account file was written, and the next run plans again");
        Assert.Null(Apply(Ada()));
        Assert.Contains("# new\nada:", root.Text(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_no_file_if_one_was_created_or_removed_after_planning()
    {
        var change = Ada();
        File.Delete(root.At("/etc/shadow"));
        Refused(change, "/etc/shadow has changed since the plan was made: no account file was written, and the next run plans again");
        change = Ada();
        root.File("/etc/shadow", "");
        Refused(change, "/etc/shadow has changed since the plan was made: no account file was written, and the next run plans again");
    }

    [Fact]
    public void Reports_a_held_lckpwdf_lock_after_the_timeout()
    {
        root.File("/etc/.pwd.lock");
        using (var held = Hold("/etc/.pwd.lock"))
            Refused(Ada(), "another program has locked the account files (/etc/.pwd.lock) for 0 s: run Daybreak again when that program has ended");
        Assert.Null(Apply(Ada()));
    }

    [Fact]
    public void Succeeds_if_the_lckpwdf_lock_is_released_in_time()
    {
        root.File("/etc/.pwd.lock");
        var held = Hold("/etc/.pwd.lock");
        using var timer = new Timer(_ => held.Dispose(), null, 200, Timeout.Infinite);
        Assert.Null(Apply(Ada() with { Patience = TimeSpan.FromSeconds(30) }));
    }

    [Fact]
    public void Reports_the_lock_of_a_running_process_after_the_timeout()
    {
        root.File("/etc/shadow.lock", $"{Environment.ProcessId}\0");
        Refused(Ada(), $"/etc/shadow is locked by process {Environment.ProcessId} (/etc/shadow.lock): run Daybreak again when that process has ended, or remove the lock if that process does not edit accounts");
        using var timer = new Timer(_ => File.Delete(root.At("/etc/shadow.lock")), null, 200, Timeout.Infinite);
        Assert.Null(Apply(Ada() with { Patience = TimeSpan.FromSeconds(30) }));
    }

    [Fact]
    public void Removes_the_lock_of_a_process_that_has_ended()
    {
        int dead;
        using (var process = Process.Start("true"))
        {
            process.WaitForExit();
            dead = process.Id;
        }
        foreach (string file in (string[])["passwd", "group", "shadow"]) root.File($"/etc/{file}.lock", dead.ToString());
        Assert.Null(Apply(Ada()));
        Assert.Equal([.. Before.Append("/etc/.pwd.lock").Order(StringComparer.Ordinal)], root.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData("me")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("99999999999")]
    public void Keeps_a_lock_without_a_process_id(string text)
    {
        root.File("/etc/group.lock", text);
        Refused(Ada(), "/etc/group is locked, and /etc/group.lock contains no process id: remove /etc/group.lock if no program is editing accounts");
    }

    [Fact]
    public void Removes_the_locks_of_an_interrupted_run_even_if_its_process_id_is_in_use()
    {
        root.File("/etc/.pwd.lock.daybreak", $"{Environment.ProcessId}\0");
        foreach (string file in (string[])["passwd", "subgid"]) Assert.Equal(0, link(root.At("/etc/.pwd.lock.daybreak"), root.At($"/etc/{file}.lock")));
        var view = new MachineView(root.Root, new NoKernel());
        var unlock = AccountFiles.Unlock(view)!;
        view.Foresee(unlock);
        Assert.Null(AccountFiles.Unlock(view));
        Assert.Null(Apply(unlock));
        Assert.Equal([.. Before.Append("/etc/.pwd.lock").Order(StringComparer.Ordinal)], root.Names());
        Assert.Null(AccountFiles.Unlock(new MachineView(root.Root, new NoKernel())));
    }

    [Fact]
    public void Uses_the_locks_that_useradd_respects()
    {
        Assert.SkipUnless(ThrowAwayRoot.IsRoot && File.Exists("/usr/sbin/groupadd"), "needs root, and groupadd of shadow-utils");
        using (AccountLocks.Take(root.Root, ["/etc/group"], TimeSpan.FromSeconds(1)))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text("/etc/group.lock"));
            Assert.Equal(124, AddGroup());
            Assert.Equal("root:x:0:\n", root.Text("/etc/group"));
        }
        Assert.Equal(0, AddGroup());
        Assert.Equal("root:x:0:\neve:x:1000:\n", root.Text("/etc/group"));
    }

    // groupadd waits as long as Daybreak does. 124 is the exit status of timeout(1).
    private int AddGroup()
    {
        using var process = Process.Start(new ProcessStartInfo("timeout", ["3", "/usr/sbin/groupadd", "-R", root.Real, "eve"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    [Fact]
    public void Changes_no_file_if_the_disk_is_full()
    {
        Assert.SkipUnless(Mounts.Work, "a mount needs root and a mount namespace");
        Mounts.Tmpfs(root.At("/etc"), "size=24k,mode=755", () =>
        {
            Fill();
            var change = Ada();
            File.WriteAllBytes(root.At("/etc/.pwd.lock"), []);
            FillUp();
            string? reason = Apply(change);
            Assert.EndsWith(": No space left on device", reason, StringComparison.Ordinal);
            Assert.Equal("root:x:0:0:root:/root:/bin/sh\n", root.Text("/etc/passwd"));
            Assert.DoesNotContain(root.Names(), name => (name.EndsWith(".lock", StringComparison.Ordinal) && name != "/etc/.pwd.lock") || name.EndsWith(".daybreak", StringComparison.Ordinal));
            File.Delete(root.At("/etc/ballast"));
            Assert.Null(Apply(Ada()));
        });
    }

    [Fact]
    public void Reports_a_read_only_etc_in_one_sentence()
    {
        Assert.SkipUnless(Mounts.Work, "a mount needs root and a mount namespace");
        var change = Ada();
        Mounts.Tmpfs(root.At("/etc"), "ro", () => Assert.Equal("cannot lock the account files with /etc/.pwd.lock: Read-only file system", Apply(change)));
    }

    private void FillUp()
    {
        using var ballast = new FileStream(root.At("/etc/ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                ballast.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            // The file system is full.
        }
    }

    // The lock of an open file description. Unlike a process lock, it conflicts with a lock of the same process.
    private FileStream Hold(string path)
    {
        const int setLock = 37;
        var file = new FileStream(root.At(path), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        long[] writeLock = [1, 0, 0, 0];
        Assert.Equal(0, fcntl((int)file.SafeFileHandle.DangerousGetHandle(), setLock, writeLock));
        return file;
    }

    [LibraryImport("libc")]
    private static partial int fcntl(int descriptor, int command, long[] range);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
