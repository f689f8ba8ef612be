namespace Daybreak.Simulator.Scenarios;

/// <summary>The scenarios that ship with the program, by name.</summary>
public static class ScenarioLibrary
{
    private const string Prefix = "scenarios/";
    private const string Suffix = ".yaml";

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ScenarioLibrary).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>A scenario's text, or <see langword="null"/> when there is none of that name.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(ScenarioLibrary).Assembly.GetManifestResourceStream(Prefix + name + Suffix);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>What a scenario is for: its first line, which is a comment.</summary>
    public static string Summary(string name) => Find(name)!.Split('\n')[0].TrimStart('#', ' ');
}
