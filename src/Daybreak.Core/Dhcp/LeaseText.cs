namespace Daybreak.Core.Dhcp;

/// <summary>Files of "KEY=value" lines.</summary>
internal static class LeaseText
{
    /// <summary>The value of the first line with this key; null when there is none.</summary>
    public static string? Value(string? text, string key)
    {
        foreach (string line in (text ?? "").Split('\n'))
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == '=') return line[(key.Length + 1)..].Trim();
        return null;
    }
}
