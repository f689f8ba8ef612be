namespace Daybreak.Tests.Rig;

/// <summary>The finished programs, as build.sh leaves them.</summary>
internal static class Programs
{
    public static string Agent { get; } = Find("daybreak");

    public static string Simulator { get; } = Find("daybreak-simulator");

    /// <summary>The repository's directory.</summary>
    public static string Repository => RepositoryRoot.Directory;

    private static string Find(string name)
    {
        string path = Path.Combine(Repository, "out", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"out/{name} is missing: run ./build.sh");
    }
}
