namespace EndToEnd;

/// <summary>The programs under test, in the repository in which this test program was built.</summary>
public static class Repository
{
    /// <summary>The root directory.</summary>
    public static string Root => RepositoryRoot.Directory;

    /// <summary>The agent: <c>out/daybreak</c>.</summary>
    public static string Agent => Built("daybreak");

    /// <summary>The certificates program: <c>out/daybreak-certificates</c>.</summary>
    public static string Certificates => Built("daybreak-certificates");

    /// <summary>The simulated platform: <c>out/daybreak-simulator</c>.</summary>
    public static string Simulator => Built("daybreak-simulator");

    /// <summary>A file or directory by its path below the root.</summary>
    public static string Item(string relative) => Path.Combine(Root, relative);

    private static string Built(string name)
    {
        var path = Item($"out/{name}");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; run ./build.sh", path);
    }
}
