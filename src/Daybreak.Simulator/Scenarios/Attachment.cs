namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads files that a scenario refers to. Paths are relative to the scenario's directory.</summary>
internal static class Attachment
{
    public static byte[]? Read(Section section, string key, string directory, int maximum, Problems problems)
    {
        if (section.Text(key) is not { } name) return null;
        try
        {
            var path = Path.Combine(directory, name);
            if (BoundedFile.Read(path, maximum) is { } content) return content;
            problems.Add(section.At(key), FormattableString.Invariant($"expected a file of at most {maximum} bytes for '{key}'"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(section.At(key), $"expected a readable file for '{key}': {e.Message}");
        }
        return null;
    }
}
