using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

/// <summary>Help is compared with approved texts. DAYBREAK_APPROVE=1 writes them again.</summary>
public class HelpTests
{
    public static TheoryData<string> Verbs => [.. (string[])["", "provision", "plan", "explain", "status", "timeline", "report", "metadata", "validate", "migrate", "boot"]];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_matches_the_approved_text(string verb)
    {
        var run = Child.Run(Programs.Agent, verb.Length == 0 ? ["--help"] : [verb, "--help"]);

        Assert.Equal(0, run.Exit);
        Assert.Empty(run.Error);
        Assert.All(run.OutputLines, line => Assert.InRange(line.Length, 0, 130));
        string approved = Path.Combine(Programs.Repository, "tests/Daybreak.Tests/CommandLine/Approved", $"help{(verb.Length == 0 ? "" : "-" + verb)}.txt");
        if (Environment.GetEnvironmentVariable("DAYBREAK_APPROVE") == "1") File.WriteAllText(approved, run.Output);
        Assert.Equal(File.ReadAllText(approved), run.Output);
    }

    [Fact]
    public void The_overview_lists_exactly_the_verbs_with_help()
    {
        string[] listed = [.. Child.Run(Programs.Agent, ["--help"]).Output.Split("Verbs:\n")[1].Split("\n\n")[0].Split('\n').Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(Verbs.Select(row => row.Data).Where(verb => verb.Length > 0), listed);
    }

    [Fact]
    public void Without_a_verb_the_overview_is_a_usage_error() => Assert.Equal(64, Child.Run(Programs.Agent, []).Exit);

    [Theory]
    [InlineData("--version")]
    [InlineData("plan --version")]
    public void The_version_is_one_line(string line) =>
        Assert.Matches("^daybreak [0-9]+\\.[0-9]+\\.[0-9]+\n$", Child.Run(Programs.Agent, line.Split(' ')).Output);
}
