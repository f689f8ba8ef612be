using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>When a watch ends depends on the scenario's expectations.</summary>
public sealed class WatchStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, string, int, string> Moments => new()
    {
        // expectation, known facts, second, result: "" continues; "done"; or the reason, with "!" if the machine did not have its full time
        { "{}", "", 100, "" },
        { "{}", "", 301, "the platform received no report within 300 s" },
        { "{}", "ready", 20, "" },
        { "{}", "ready login", 20, "done" },
        { "{}", "ready no-account", 20, "done" },
        { "{}", "ready refused", 71, "the login was refused repeatedly after the report" },
        { "{}", "ready refused", 69, "" },
        { "{}", "ready", 10 + 241, "the login did not succeed within 240 s after the report" },
        { "{}", "not-ready", 20, "done" },
        { "{}", "failed", 20, "!it is off" },
        { "{}", "interrupted", 20, "!the run was interrupted" },
        { "{login: any}", "ready", 20, "done" },
        { "{login: no}", "ready", 20, "" },
        { "{login: no}", "ready login", 20, "done" },
        { "{login: no}", "ready refused", 71, "the login was refused repeatedly after the report" },
        { "{report: none}", "login", 299, "" },
        { "{report: none}", "login", 301, "the platform received no report within 300 s" },
        { "{report: none}", "ready", 20, "done" },
        { "{report: none}", "failed", 20, "!it is off" },
        { "{report: not-ready}", "not-ready", 20, "done" },
        { "{report: not-ready}", "ready", 20, "done" },
        { "{report: not-ready, reportContains: other}", "not-ready", 20, "done" },
        { "{report: not-ready, login: yes}", "not-ready", 20, "" },
        { "{report: not-ready, login: yes}", "not-ready login", 20, "done" },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Watch_ends_when_the_outcome_is_known(string expect, string known, int second, string expected)
    {
        var outcome = ScenarioFile.Parse($"expect: {expect}", "s.yaml", "/").Scenario!;
        var request = new BootRequest(new RecognisedImage.Root("/"), outcome, "/") { TimeLimit = TimeSpan.FromSeconds(300) };
        var words = known.Split(' ');
        var state = new WatchState
        {
            Now = Start.AddSeconds(second),
            PoweredOn = Start,
            Report = words.Contains("ready") || words.Contains("not-ready") ? new AcceptedReport(words.Contains("ready"), null, "why", Start.AddSeconds(10)) : null,
            HasAccount = !words.Contains("no-account"),
            LoggedIn = words.Contains("login") ? Start.AddSeconds(11) : null,
            Refused = words.Contains("refused") ? Start.AddSeconds(10) : null,
            FailureReason = words.Contains("failed") ? "it is off" : null,
            Interrupted = words.Contains("interrupted"),
        };

        var end = state.End(outcome.Expect, request);

        Assert.Equal(expected, end is null ? "" : (end.Complete ? "" : "!") + (end.Reason ?? "done"));
    }
}
