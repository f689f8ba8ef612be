namespace Daybreak.Provisioning.Status;

/// <summary>The process of a run. It lets a reader of the status check whether the run still exists.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Start">Its start in clock ticks since the machine's start (proc_pid_stat(5)), because ids are reused; 0 if not known.</param>
/// <param name="IsLocalPhase">Whether it is the local phase, after which another process continues.</param>
public sealed record RunProcess(int Id, long Start, bool IsLocalPhase)
{
    /// <summary>This process.</summary>
    public static RunProcess Current(bool isLocalPhase) => new(Environment.ProcessId, StartOf("self") ?? 0, isLocalPhase);

    /// <summary>Whether it exists. A process of another PID namespace is not visible.</summary>
    public bool Exists => StartOf(Id.ToString(CultureInfo.InvariantCulture)) == Start;

    // "ID (NAME) STATE PARENT …". The name may contain spaces and parentheses. The state is the third field, the start time the 22nd.
    private static long? StartOf(string process)
    {
        try
        {
            string path = $"/proc/{process}/stat";
            if (!File.Exists(path)) return null;
            string text = File.ReadAllText(path);
            string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // A zombie has ended.
            if (fields.Length < 20 || fields[0] is "Z" or "X") return null;
            return long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : null;
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
