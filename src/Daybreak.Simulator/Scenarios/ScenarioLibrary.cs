namespace Daybreak.Simulator.Scenarios;

/// <summary>The built-in scenarios.</summary>
public static class ScenarioLibrary
{
    private const string Prefix = "scenarios/";
    private const string Suffix = ".yaml";

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ScenarioLibrary).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The text of a scenario, or <see langword="null"/> if there is none with this name.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(ScenarioLibrary).Assembly.GetManifestResourceStream(Prefix + name + Suffix);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The description of a scenario: its first line, which is a comment.</summary>
    public static string Summary(string name) => Find(name)!.Split('\n')[0].TrimStart('#', ' ');
}
