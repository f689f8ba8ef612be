
namespace EndToEnd.Packaging;

/// <summary>A directory that packaging/install.sh accepts as a systemd machine, with a space in its name.</summary>
internal sealed class ThrowawayRoot : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("daybreak install ");

    public ThrowawayRoot()
    {
        Path = System.IO.Path.Combine(directory.FullName, "root");
        Outside = Directory.CreateDirectory(System.IO.Path.Combine(directory.FullName, "outside")).FullName;
        Write("usr/lib/systemd/systemd", "");
    }

    /// <summary>The root directory.</summary>
    public string Path { get; }

    /// <summary>A directory beside the root, which must not be changed.</summary>
    public string Outside { get; }

    /// <summary>All files, directories and links below the root: path and description.</summary>
    public SortedDictionary<string, string> Entries
    {
        get
        {
            var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
            {
                entries[System.IO.Path.GetRelativePath(Path, entry.FullName)] = entry switch
                {
                    { LinkTarget: { } target } => $"link to {target}",
                    FileInfo file => $"file {Octal(file.UnixFileMode)} of {file.Length} bytes",
                    _ => $"directory {Octal(entry.UnixFileMode)}",
                };
            }
            return entries;
        }
    }

    /// <summary>Runs the installer.</summary>
    public Task<CommandResult> InstallAsync(params string[] arguments) =>
        new Command([Repository.Item("packaging/install.sh"), "--root", Path, .. arguments]).RunAsync();

    /// <summary>Runs the installer with any executable as the agent.</summary>
    public Task<CommandResult> InstallAsync() => InstallAsync("--executable", "/bin/true");

    public void Write(string path, string content)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public void Link(string path, string target)
    {
        var link = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, target);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
