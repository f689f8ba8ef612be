using System.Xml.Linq;

namespace Daybreak.Architecture.Tests;

/// <summary>THIRD-PARTY-NOTICES.md lists the packages of the programs.</summary>
public sealed class NoticesTests
{
    [Fact]
    public void Lists_exactly_the_packages_of_the_programs_with_their_licences()
    {
        var rows = File.ReadLines(Path.Combine(Layers.Repository, "THIRD-PARTY-NOTICES.md"))
            .SkipWhile(line => line != "## NuGet packages").TakeWhile(line => !line.StartsWith("## .NET", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| [", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).ToList();

        var packages = Layers.ProjectFiles.Values.SelectMany(Packages).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(packages, rows.Select(row => row[0].Split('[', ']')[1]).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row is [_, _, "MIT" or "Apache-2.0", { Length: > 4 }], $"{row[0]}: no licence"));
    }

    // The packages of a project and of the files that it imports. A package with PrivateAssets=all is needed for the build only.
    private static IEnumerable<string> Packages(string file)
    {
        var document = XDocument.Load(file);
        string directory = Path.GetDirectoryName(file)!;
        var imported = document.Descendants("Import").Select(import => import.Attribute("Project")!.Value)
            .Select(path => path.Replace("$(MSBuildThisFileDirectory)", directory + "/", StringComparison.Ordinal))
            .SelectMany(path => Packages(Path.GetFullPath(path, directory)));
        return document.Descendants("PackageReference").Where(package => package.Attribute("PrivateAssets")?.Value != "all")
            .Select(package => package.Attribute("Include")!.Value).Concat(imported);
    }
}
