using System.Reflection;

namespace Daybreak.Architecture.Tests;

/// <summary>The projects of src/ and what each may use: the table of CONTRIBUTING.md.</summary>
internal static class Layers
{
    /// <summary>Project, and the projects that it may reference and whose types it may use.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>
    {
        ["Daybreak.Core"] = [],
        ["Daybreak.OpticalDisc"] = [],
        ["Daybreak.Platform"] = ["Daybreak.Core", "Daybreak.OpticalDisc"],
        ["Daybreak.Machine"] = ["Daybreak.Core"],
        ["Daybreak.Configuration"] = ["Daybreak.Core"],
        ["Daybreak.CustomData"] = ["Daybreak.Core", "Daybreak.Machine", "Daybreak.Configuration"],
        ["Daybreak.Provisioning"] = ["Daybreak.Core", "Daybreak.Platform", "Daybreak.Machine", "Daybreak.Configuration", "Daybreak.CustomData"],
        ["Daybreak"] = ["Daybreak.Core", "Daybreak.Platform", "Daybreak.Machine", "Daybreak.Configuration", "Daybreak.CustomData", "Daybreak.Provisioning"],
        ["Daybreak.Image"] = ["Daybreak.Core", "Daybreak.Machine", "Daybreak.Configuration", "Daybreak.CustomData", "Daybreak.Provisioning"],
        ["Daybreak.Certificates"] = ["Daybreak.Core"],
        ["Daybreak.Simulator"] = [],
    };

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } =
        typeof(Layers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Repository").Value!;

    /// <summary>The project files of src/, by project name.</summary>
    public static IReadOnlyDictionary<string, string> ProjectFiles { get; } =
        Directory.GetFiles(Path.Combine(Repository, "src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>The assembly of a project: its name is the project's, or for a program the name of the executable.</summary>
    public static Assembly AssemblyOf(string project)
    {
        string directory = AppContext.BaseDirectory;
        string executable = project.ToLowerInvariant().Replace('.', '-');
        return Assembly.LoadFrom(new[] { project, executable }.Select(name => Path.Combine(directory, $"{name}.dll")).First(File.Exists));
    }
}
