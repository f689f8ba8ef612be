namespace Daybreak.Machine.BootLoader;

/// <summary>/etc/inittab of busybox init and of sysvinit. Their formats differ, so no line is generated.</summary>
public static class InitTab
{
    /// <summary>Uncomments the line that starts a login prompt on a port such as ttyS0, unless such a line is active.</summary>
    public static string WithPrompt(string text, string port)
    {
        string[] lines = text.Split('\n');
        int commented = -1;
        for (int i = lines.Length - 1; i >= 0; i--)
        {
            if (!lines[i].Contains(port, StringComparison.Ordinal) || !lines[i].Contains(":respawn:", StringComparison.Ordinal)) continue;
            if (!lines[i].StartsWith('#')) return text;
            commented = i;
        }
        if (commented < 0) return text;
        lines[commented] = lines[commented].TrimStart('#', ' ');
        return string.Join('\n', lines);
    }
}
