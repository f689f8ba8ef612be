using System.IO.Enumeration;
using Daybreak.Machine.Files;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A root directory for one test.</summary>
internal sealed class ThrowAwayRoot : IDisposable
{
    public ThrowAwayRoot()
    {
        // In memory if possible, because thousands of changes are synced.
        string place = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        Path = System.IO.Directory.CreateDirectory(System.IO.Path.Combine(place, $"daybreak-unit-{Guid.NewGuid():N}")).FullName;
        Directory = RootDirectory.Open(Path);
    }

    public string Path { get; }

    public RootDirectory Directory { get; }

    public string Below(string path) => System.IO.Path.Combine(Path, path.TrimStart('/'));

    public ThrowAwayRoot Write(string path, string text)
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Below(path))!);
        File.WriteAllText(Below(path), text);
        return this;
    }

    public ThrowAwayRoot Link(string path, string target)
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Below(path))!);
        File.CreateSymbolicLink(Below(path), target);
        return this;
    }

    public ThrowAwayRoot MakeDirectory(string path)
    {
        System.IO.Directory.CreateDirectory(Below(path));
        return this;
    }

    public string Read(string path) => File.ReadAllText(Below(path));

    public bool Has(string path) => File.Exists(Below(path)) || System.IO.Directory.Exists(Below(path)) || new FileInfo(Below(path)).LinkTarget is not null;

    /// <summary>All entries, without following links, because those of /sys form loops.</summary>
    public IEnumerable<FileSystemInfo> Entries() =>
        new FileSystemEnumerable<FileSystemInfo>(Path, (ref FileSystemEntry entry) => entry.ToFileSystemInfo(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        {
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };

    /// <summary>All entries with mode, modification time, and content or target.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. Entries()
            .Select(entry => $"{entry.FullName[Path.Length..]} {entry.UnixFileMode} {entry.LastWriteTimeUtc:O} {entry.LinkTarget ?? (entry is FileInfo file ? Convert.ToHexString(File.ReadAllBytes(file.FullName)) : "")}")
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        Directory.Dispose();
        System.IO.Directory.Delete(Path, recursive: true);
    }
}
