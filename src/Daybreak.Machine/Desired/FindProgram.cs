namespace Daybreak.Machine.Desired;

/// <summary>Finds a program of the machine. The search does not depend on PATH, which a service may lack.</summary>
public static class FindProgram
{
    private static readonly string[] Directories =
        ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/local/sbin", "/run/wrappers/bin", "/run/current-system/sw/bin"];

    /// <summary>The path of the program with this name; null when the machine does not have it.</summary>
    public static string? Named(MachineView machine, string name)
    {
        foreach (string directory in Directories)
            if (machine.Entry($"{directory}/{name}") is not null) return $"{directory}/{name}";
        return null;
    }

    /// <summary>The first of these paths that exists; null when none does.</summary>
    public static string? At(MachineView machine, params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
            if (machine.Entry(path) is not null) return path;
        return null;
    }
}
