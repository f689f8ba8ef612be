using System.Diagnostics;
using System.Runtime.InteropServices;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Files;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Accounts;

/// <summary>A stale lock is replaced without harm to a program that does the same at that moment.</summary>
public sealed partial class AccountLocksTests : IDisposable
{
    private const string Lock = "/etc/group.lock";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private readonly ThrowAwayRoot root = new();
    private readonly int dead;

    public AccountLocksTests()
    {
        using var ended = Process.Start("/bin/true");
        ended.WaitForExit();
        dead = ended.Id;
        root.File("/etc/group", "root:x:0:\n");
        root.File(Lock, $"{dead}\0");
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void A_lock_of_a_process_that_has_ended_is_replaced()
    {
        using (var locks = Take(null))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text(Lock));
            locks.Release();
        }
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_lock_that_another_program_has_just_taken_stays()
    {
        string alive = $"{Environment.ProcessId}";
        var refusal = Assert.Throws<FileFailure>(() => Take(At(AccountLocks.TakeOverStage.FoundStale, () =>
        {
            File.Delete(root.At(Lock));
            root.File(Lock, alive);
        })));
        Assert.Contains($"/etc/group is locked by process {alive}", refusal.Message, StringComparison.Ordinal);
        // Without the NUL that ours has: it is the other program's own.
        Assert.Equal(alive, root.Text(Lock));
        AssertNothingIsLeft(Lock);
    }

    [Fact]
    public void A_lock_that_another_program_has_taken_and_given_back_is_free()
    {
        using (var locks = Take(At(AccountLocks.TakeOverStage.FoundStale, () => File.Delete(root.At(Lock)))))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text(Lock));
            locks.Release();
        }
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_program_that_unlocks_while_its_lock_is_looked_at_has_unlocked()
    {
        using (var locks = Take(stage =>
        {
            File.Delete(root.At(Lock));
            if (stage == AccountLocks.TakeOverStage.FoundStale) root.File(Lock, $"{Environment.ProcessId}");
        }))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text(Lock));
            locks.Release();
        }
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_program_that_locks_after_another_one_has_unlocked_keeps_its_lock()
    {
        string alive = $"{Environment.ProcessId}";
        Assert.Throws<FileFailure>(() => Take(stage =>
        {
            File.Delete(root.At(Lock));
            root.File(Lock, stage == AccountLocks.TakeOverStage.FoundStale ? alive : $"{alive}\n");
        }));
        Assert.Equal($"{alive}\n", root.Text(Lock));
        AssertNothingIsLeft(Lock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cut_while_a_lock_is_replaced_is_cleared_up(bool isAlive)
    {
        string holder = isAlive ? $"{Environment.ProcessId}" : $"{dead}";
        File.Delete(root.At(Lock));
        root.File("/etc/.pwd.lock.daybreak", $"{dead}\0");
        Assert.Equal(0, link(root.At("/etc/.pwd.lock.daybreak"), root.At(Lock)));
        root.File(Lock + ".daybreak", holder);
        if (isAlive)
        {
            Assert.Throws<FileFailure>(() => Take(null));
            Assert.Equal(holder, root.Text(Lock));
            AssertNothingIsLeft(Lock);
            return;
        }
        using (var locks = Take(null)) locks.Release();
        AssertNothingIsLeft();
    }

    private AccountLocks Take(Action<AccountLocks.TakeOverStage>? interleave) => AccountLocks.Take(root.Root, ["/etc/group"], Short, interleave);

    private static Action<AccountLocks.TakeOverStage> At(AccountLocks.TakeOverStage wanted, Action act) => stage =>
    {
        if (stage == wanted) act();
    };

    private void AssertNothingIsLeft(params string[] locks) =>
        Assert.Equal(((string[])["/etc", "/etc/.pwd.lock", "/etc/group", .. locks]).Order(StringComparer.Ordinal), root.Names());

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);
}
