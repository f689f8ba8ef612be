using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

/// <summary>A lock that one process can hold.</summary>
public sealed class ExclusiveLockTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

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
}
