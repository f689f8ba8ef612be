using System.Diagnostics;
using System.Runtime.InteropServices;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Files;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Accounts;

/// <summary>Replaces a stale lock without damage to a program that does the same at the same time.</summary>
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
    public void Replaces_the_lock_of_a_process_that_has_ended()
    {
        using (var locks = Take(null))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text(Lock));
            locks.Release();
        }
        AssertNothingIsLeft();
    }

    [Fact]
    public void Keeps_a_lock_that_another_program_has_just_taken()
    {
        string alive = $"{Environment.ProcessId}";
        var refusal = Assert.Throws<FileFailure>(() => Take(At(AccountLocks.TakeOverStage.FoundStale, () =>
        {
            File.Delete(root.At(Lock));
            root.File(Lock, alive);
        })));
        Assert.Contains($"/etc/group is locked by process {alive}", refusal.Message, StringComparison.Ordinal);
        // The locks of Daybreak end with a NUL; this is the other program's lock.
        Assert.Equal(alive, root.Text(Lock));
        AssertNothingIsLeft(Lock);
    }

    [Fact]
    public void Takes_a_lock_that_another_program_has_taken_and_released()
    {
        using (var locks = Take(At(AccountLocks.TakeOverStage.FoundStale, () => File.Delete(root.At(Lock)))))
        {
            Assert.Equal($"{Environment.ProcessId}\0", root.Text(Lock));
            locks.Release();
        }
        AssertNothingIsLeft();
    }

    [Fact]
    public void Allows_another_program_to_unlock_while_its_lock_is_checked()
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
    public void Keeps_the_lock_of_a_program_that_locks_after_another_one_has_unlocked()
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
    public void Recovers_from_an_interruption_while_a_lock_is_replaced(bool isAlive)
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
