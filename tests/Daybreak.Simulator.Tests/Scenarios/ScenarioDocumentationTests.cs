using System.Text.RegularExpressions;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Scenarios;

/// <summary>docs/reference/scenarios.md must contain exactly the supported keys and the built-in scenarios.</summary>
public sealed partial class ScenarioDocumentationTests
{
    private static readonly string Text = File.ReadAllText(RepositoryRoot.Item("docs/reference/scenarios.md"));

    // The error for an unknown key lists the supported keys.
    [Theory]
    [InlineData("### top", "?: 1")]
    [InlineData("### `vm`", "vm: {?: 1}")]
    [InlineData("### `vm.dataDisks`", "vm: {dataDisks: [{?: 1}]}")]
    [InlineData("### `vm.security`", "vm: {security: {?: 1}}")]
    [InlineData("### `vm.interfaces`", "vm: {interfaces: [{?: 1}]}")]
    [InlineData("### `certificates`", "certificates: [{?: 1}]")]
    [InlineData("### `imds`", "imds: {?: 1}")]
    [InlineData("### `wireserver`", "wireserver: {?: 1}")]
    [InlineData("### `disc`", "disc: {?: 1}")]
    [InlineData("### `dhcp`", "dhcp: {?: 1}")]
    [InlineData("### `expect`", "expect: {?: 1}")]
    [InlineData("### `faults`", "faults: [{?: 1}]")]
    public void Documents_exactly_the_supported_keys(string heading, string yaml)
    {
        var errors = ScenarioFile.Parse(yaml.Replace("?", "zzzzzzzz", StringComparison.Ordinal), "s.yaml", "/").Errors;
        var unknown = Assert.Single(errors, error => error.Message.StartsWith("unknown key", StringComparison.Ordinal)).Message;
        var known = unknown[(unknown.IndexOf("one of ", StringComparison.Ordinal) + 7)..].TrimEnd('.').Split(", ");

        var begin = Text.IndexOf(heading + "\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, heading);
        var section = Text[begin..Text.IndexOf("\n## ", begin, StringComparison.Ordinal)];
        if (section.IndexOf("\n### ", StringComparison.Ordinal) is var next and > 0) section = section[..next];
        var documented = Rows().Matches(section).Select(row => row.Groups[1].Value).SelectMany(cell => Names().Matches(cell)).Select(name => name.Groups[1].Value);
        Assert.Equal(known.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lists_every_scenario_with_its_summary()
    {
        var library = Text[Text.IndexOf("## The library", StringComparison.Ordinal)..];

        Assert.Equal(ScenarioLibrary.Names.Select(name => $"| `{name}` | {ScenarioLibrary.Summary(name)} |"), library.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public void Documents_every_operation() => Assert.All(Operations.All.Concat(Operations.Patterns), operation => Assert.Contains($"`{operation}`", Text));

    [GeneratedRegex(@"^\| ((?:`\w+`(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Names();
}
