using System.Runtime.InteropServices;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Tests.Files;

/// <summary>A temporary root directory for one test. It is deleted at the end of the test.</summary>
internal sealed partial class ThrowAwayRoot : IDisposable
{
    // 0755 regardless of the umask, because no link is followed in a directory that others can write.
    private const UnixFileMode OrdinaryDirectory =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public ThrowAwayRoot()
    {
        // Owner and mode of the directories above a root are not checked.
        Host = Directory.CreateTempSubdirectory("daybreak-test-").FullName;
        Outside = Directory.CreateDirectory(Path.Combine(Host, "outside")).FullName;
        Real = Directory.CreateDirectory(Path.Combine(Host, "root"), OrdinaryDirectory).FullName;
        Root = RootDirectory.Open(Real);
    }

    /// <summary>A directory beside the root, which a walk must never reach.</summary>
    public string Outside { get; }

    /// <summary>The path of the root on the machine that runs the test.</summary>
    public string Real { get; }

    public RootDirectory Root { get; }

    private string Host { get; }

    public static bool IsRoot => geteuid() == 0;

    public string At(string path) => Real + path;

    public void File(string path, string content = "", UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        MakeParent(path);
        System.IO.File.WriteAllText(At(path), content);
        System.IO.File.SetUnixFileMode(At(path), mode);
    }

    public void Folder(string path, int mode = 0x1ed)
    {
        MakeDirectories(At(path));
        System.IO.File.SetUnixFileMode(At(path), (UnixFileMode)mode);
    }

    public void Link(string path, string target)
    {
        MakeParent(path);
        System.IO.File.CreateSymbolicLink(At(path), target);
    }

    public void Pipe(string path) => Assert.Equal(0, mkfifo(At(path), 0x1b6));

    /// <summary>Changes the owner of an entry without following a link. Needs root.</summary>
    public void Give(string path, uint user) => Assert.Equal(0, lchown(At(path), user, user));

    public string Text(string path) => System.IO.File.ReadAllText(At(path));

    /// <summary>All names below the root, to check that nothing else was created.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFileSystemEntries(Real, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(path => path[Real.Length..]).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Root.Dispose();
        Directory.Delete(Host, recursive: true);
    }

    private void MakeParent(string path) => MakeDirectories(Path.GetDirectoryName(At(path))!);

    private static void MakeDirectories(string path)
    {
        if (Directory.Exists(path)) return;
        MakeDirectories(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path, OrdinaryDirectory);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
