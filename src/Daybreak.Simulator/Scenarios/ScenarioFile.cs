using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Finds a scenario by file or name and reads it.</summary>
public static class ScenarioFile
{
    /// <summary>The maximum size of a scenario file in bytes.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>Loads a file (any text with a slash, or ending in .yaml, .yml or .json) or a built-in scenario.</summary>
    public static LoadedScenario Load(string fileOrName)
    {
        if (!IsFile(fileOrName))
        {
            return ScenarioLibrary.Find(fileOrName) is { } known
                ? Parse(known, fileOrName + ".yaml", Directory.GetCurrentDirectory())
                : Failed(fileOrName, $"unknown scenario{(Suggestion.For(fileOrName, ScenarioLibrary.Names) is { } meant ? $" (did you mean '{meant}'?)" : "")}. Built-in scenarios: {string.Join(", ", ScenarioLibrary.Names)}. The path of a file must contain a slash or end in .yaml, .yml or .json.");
        }
        try
        {
            if (BoundedFile.Read(fileOrName, Limit) is not { } content) return Failed(fileOrName, FormattableString.Invariant($"expected at most {Limit} bytes."));
            return Parse(Text(content), fileOrName, Path.GetDirectoryName(Path.GetFullPath(fileOrName))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(fileOrName, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Parses the text of a scenario.</summary>
    /// <param name="text">YAML, which includes JSON.</param>
    /// <param name="file">The file's name for error messages.</param>
    /// <param name="directory">The directory that paths of other files are relative to.</param>
    public static LoadedScenario Parse(string text, string file, string directory)
    {
        var problems = new Problems(file);
        if (Root(text, problems) is not { } root) return new LoadedScenario(null, problems.All);
        var scenario = ScenarioReader.Read(root, problems, directory);
        return new LoadedScenario(problems.All.Count == 0 ? scenario : null, problems.All);
    }

    /// <summary>Parses one or more faults to add to a running scenario.</summary>
    public static (IReadOnlyList<Fault> Faults, IReadOnlyList<ScenarioError> Errors) ParseFaults(string text)
    {
        var problems = new Problems("fault");
        if (Root(text, problems) is not { } root) return ([], problems.All);
        IEnumerable<YamlNode> nodes = root is YamlSequenceNode list ? list.Children : [root];
        var faults = nodes.Select(node => FaultReader.Read(node, "added", problems, directory: null)).ToList();
        return problems.All.Count == 0 ? (faults, []) : ([], problems.All);
    }

    private static YamlNode? Root(string text, Problems problems)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            yaml.Load(new DepthLimitedParser(new Parser(reader)));
        }
        catch (YamlException e)
        {
            problems.Add(e.Start, $"expected YAML: {e.Message}");
            return null;
        }
        if (yaml.Documents.Count > 1) problems.Add(yaml.Documents[1].RootNode.Start, "expected only one document");
        return yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode;
    }

    private static string Text(byte[] content)
    {
        // Removes a byte order mark.
        using var reader = new StreamReader(new MemoryStream(content));
        return reader.ReadToEnd();
    }

    private static bool IsFile(string text) =>
        text.Contains('/', StringComparison.Ordinal) || Path.GetExtension(text).ToLowerInvariant() is ".yaml" or ".yml" or ".json";

    private static LoadedScenario Failed(string file, string message) => new(null, [new ScenarioError(file, 0, 0, message)]);
}
