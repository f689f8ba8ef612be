using System.Xml.Linq;
using NetArchTest.Rules;

namespace Daybreak.Architecture.Tests;

/// <summary>Each project uses only the projects that <see cref="Layers.MayUse"/> lists: by reference, and by the types in its code.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string> Projects => [.. Layers.ProjectFiles.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_only_the_projects_that_it_may_use(string project)
    {
        var references = XDocument.Load(Layers.ProjectFiles[project]).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Empty(references.Except(MayUse(project)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Uses_only_types_of_the_projects_that_it_may_use(string project)
    {
        var assembly = Layers.AssemblyOf(project);
        string[] allowed = [project, .. MayUse(project)];
        var forbidden = Layers.ProjectFiles.Keys.Except(allowed).ToList();
        var namespaces = forbidden.Where(name => name != "Daybreak").Concat(forbidden.Contains("Daybreak") ? NamespacesOfTheExecutable : []).ToArray();

        // What the compiler linked against, and each type's dependencies by namespace: the second finds a name in a shared or copied source too.
        Assert.Empty(assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Intersect(forbidden.SelectMany(name => new[] { name, Layers.AssemblyOf(name).GetName().Name! })));
        var result = Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(namespaces).GetResult();
        Assert.True(result.IsSuccessful, $"{project} must not use {string.Join(", ", namespaces)}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_are_in_the_namespace_of_their_project(string project) =>
        Assert.Empty(Layers.AssemblyOf(project).GetTypes()
            .Where(type => type.Namespace?.StartsWith("Daybreak", StringComparison.Ordinal) == true && type.Namespace != project && !type.Namespace.StartsWith(project + ".", StringComparison.Ordinal)));

    private static string[] NamespacesOfTheExecutable { get; } =
        [.. Layers.AssemblyOf("Daybreak").GetTypes().Select(type => type.Namespace).OfType<string>().Where(name => name.StartsWith("Daybreak.", StringComparison.Ordinal)).Distinct()];

    private static string[] MayUse(string project)
    {
        Assert.True(Layers.MayUse.TryGetValue(project, out string[]? allowed), $"{project} is missing from {nameof(Layers)}.{nameof(Layers.MayUse)}");
        return allowed;
    }
}
