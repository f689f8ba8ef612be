using System.Globalization;

namespace EndToEnd.Images;

/// <summary>A directory of this test run for disks and layers. It is beside the cached images, because both are too large for a tmpfs.</summary>
public static class RunDirectory
{
    private static int count;

    /// <summary>The directory of the cached images. eng/machine-image.sh uses the same rule.</summary>
    public static string Cache { get; } = Environment.GetEnvironmentVariable("DAYBREAK_CACHE") is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "daybreak");

    private static string Own { get; } = Make();

    /// <summary>A new directory, deleted when the test program ends.</summary>
    /// <param name="name">A name for its purpose, which becomes a part of its path.</param>
    public static string New(string name) =>
        Directory.CreateDirectory(Path.Combine(Own, string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref count)}"))).FullName;

    private static string Make()
    {
        var runs = Directory.CreateDirectory(Path.Combine(Cache, "runs"));
        // A run that was killed leaves its directory behind. The next run deletes it.
        foreach (var left in runs.EnumerateDirectories())
            if (!Directory.Exists(Path.Combine("/proc", left.Name))) Delete(left.FullName);

        var own = Directory.CreateDirectory(Path.Combine(runs.FullName, Environment.ProcessId.ToString(CultureInfo.InvariantCulture))).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(own);
        return own;
    }

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // A program still writes to it. The next run tries again.
        }
    }
}
