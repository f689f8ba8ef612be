using System.Text.RegularExpressions;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>
/// The output of <c>daybreak explain</c> for every scenario of the simulator, its disc and its servers. ./test.sh runs a quarter of them.
/// DAYBREAK_APPROVE=1 writes the approved texts again.
/// </summary>
public class ExplainTests
{
    // With these, explain queries IMDS until its limit of one minute. Only eng/nightly.sh runs them.
    private static readonly string[] TakeAMinute = ["imds-down", "imds-half-document"];

    public static TheoryData<string> Scenarios =>
    [
        .. Child.Run(Programs.Simulator, ["scenarios"]).OutputLines.Select(line => line.Trim().Split(' ')[0])
            .Where((name, index) => name.Length > 0 && index % Effort.Of(quick: 4, all: 1) == 0)
            .Where(name => Effort.Of(quick: 0, all: 0, nightly: 1) == 1 || !TakeAMinute.Contains(name)),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Explain_prints_every_field_of_every_scenario(string scenario)
    {
        string yaml = File.ReadAllText(Path.Combine(Programs.Repository, "src/Daybreak.Simulator/scenarios", $"{scenario}.yaml"));
        using var platform = Simulator.Start(yaml);
        using var machine = MachineRoot.Bare();
        using var disc = Disc.Of(yaml);

        var text = platform.Run("explain", machine, "--media", disc.Path);
        // Some media are refused; the last line is then the reason.
        if (text.Exit == 0) Assert.True(text.OutputLines.Length > 10, text.Output);
        Approve($"explain-{scenario}.txt", $"exit status {text.Exit}\n{text.Output}{string.Join('\n', text.ErrorLines.Where(line => !line.Contains("; retrying in ", StringComparison.Ordinal)).Select(line => Steady(line.Replace(disc.Path, "DISC", StringComparison.Ordinal))))}\n");
        Assert.DoesNotContain("correct horse", text.Output + text.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", text.Output + text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_of_one_field_prints_the_value_of_every_source()
    {
        const string Yaml = "vm: {name: web_0, hostName: web-1, user: alice, password: 'Xy1 &<secret>', customData: hush}\n";
        using var platform = Simulator.Start(Yaml + "imds: {newestApiVersion: 2019-06-01}\n");
        using var machine = MachineRoot.Bare();
        using var disc = Disc.Of(Yaml);
        string output = "";
        foreach (string field in (string[])["hostname", "password", "ssh-password-login", "custom-data"])
            output += platform.Run("explain", machine, field, "--media", disc.Path).Output;
        Approve("explain-fields.txt", output);
        Approve("explain.json", platform.Run("explain", machine, "--json", "--media", disc.Path).Output);
    }

    // Ports, attempts, and what garbage looks like differ from run to run.
    private static string Steady(string line)
    {
        line = Regex.Replace(line, @"http://127\.0\.0\.1:\d+", "http://platform");
        line = Regex.Replace(line, @"begins with "".*"" instead", "begins with garbage instead");
        return Regex.Replace(line, @"\d+ (attempts|bytes before)", "N $1");
    }

    private static void Approve(string name, string output)
    {
        string approved = Path.Combine(Programs.Repository, "tests/Daybreak.Tests/Media/Approved", name);
        if (Environment.GetEnvironmentVariable("DAYBREAK_APPROVE") == "1") File.WriteAllText(approved, output);
        Assert.Equal(File.ReadAllText(approved), output);
    }
}
