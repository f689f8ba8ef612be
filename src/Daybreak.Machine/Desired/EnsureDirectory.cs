namespace Daybreak.Machine.Desired;

/// <summary>A directory that must exist. One that exists stays as it is.</summary>
public static class EnsureDirectory
{
    /// <summary>The missing directories of these paths, each one after those above it. New ones get the mode.</summary>
    public static IEnumerable<Change> Plan(MachineView machine, Permissions mode, params IEnumerable<string> paths)
    {
        foreach (string path in paths)
            if (machine.Entry(path) is null) yield return new MakeDirectory(path, mode, Owner.System, LinkPolicy.SystemLinks, $"make {path}");
    }

    /// <summary>The missing directories of these paths, in their order, which every user may enter.</summary>
    public static IEnumerable<Change> Plan(MachineView machine, params IEnumerable<string> paths) => Plan(machine, Permissions.PublicDirectory, paths);

    /// <summary>The missing directories of this path and those above it, which every user may enter.</summary>
    public static IEnumerable<Change> WithParents(MachineView machine, string path) => Plan(machine, [.. Parents(path), path]);

    /// <summary>The missing directories above this path, which every user may enter.</summary>
    public static IEnumerable<Change> Above(MachineView machine, string path) => Plan(machine, Parents(path));

    private static IEnumerable<string> Parents(string path)
    {
        for (int end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1)) yield return path[..end];
    }
}
