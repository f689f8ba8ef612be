namespace Daybreak.Tests;

/// <summary>The repository in which the tests were built.</summary>
internal static class RepositoryRoot
{
    /// <summary>Its root directory. The path that the compiler knows does not help: a deterministic build maps it away.</summary>
    public static string Directory { get; } = Find();

    /// <summary>A file or directory by its path below the root.</summary>
    public static string Item(string relative) => System.IO.Path.Combine(Directory, relative);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Daybreak.slnx"))) return directory.FullName;
        throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not below a directory with Daybreak.slnx");
    }
}
