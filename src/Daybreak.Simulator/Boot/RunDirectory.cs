namespace Daybreak.Simulator.Boot;

/// <summary>A directory of one run's own, gone when the run ends. It lies where $TMPDIR says, in /var/tmp otherwise: disks are too large for a tmpfs.</summary>
public sealed class RunDirectory : IDisposable
{
    private RunDirectory(string path) => Path = path;

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Makes one that only its owner can look into: keys lie in it.</summary>
    public static RunDirectory Make()
    {
        var parent = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given : "/var/tmp";
        var path = System.IO.Path.Combine(parent, "daybreak-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new RunDirectory(path);
    }

    /// <summary>Deletes it with all that is in it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"daybreak-simulator: '{Path}' could not be deleted: {e.Message}");
        }
    }
}
