namespace Daybreak.Simulator.Boot;

/// <summary>A temporary directory for one run, deleted on disposal. It is created in $TMPDIR, or in /var/tmp because disks may not fit into a tmpfs.</summary>
public sealed class RunDirectory : IDisposable
{
    private RunDirectory(string path) => Path = path;

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Creates one that only the owner can access, because it contains keys.</summary>
    public static RunDirectory Make()
    {
        var parent = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } given ? given : "/var/tmp";
        var path = System.IO.Path.Combine(parent, "daybreak-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new RunDirectory(path);
    }

    /// <summary>Deletes it and its contents.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"daybreak-simulator: cannot delete '{Path}': {e.Message}");
        }
    }
}
