using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>When a machine has been watched for long enough depends on what its scenario expects.</summary>
public sealed class WatchStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string, string, int, string> Moments => new()
    {
        // expectation, what is known, second, what comes of it: "" goes on, "done", or why it ended (with "!" where the machine did not have its time)
        { "{}", "", 100, "" },
        { "{}", "", 301, "the platform heard no report within 300 s" },
        { "{}", "ready", 20, "" },
        { "{}", "ready login", 20, "done" },
        { "{}", "ready no-account", 20, "done" },
        { "{}", "ready refused", 71, "the login was refused again and again after the report" },
        { "{}", "ready refused", 69, "" },
        { "{}", "ready", 10 + 241, "the login did not go well within 240 s after the report" },
        { "{}", "not-ready", 20, "done" },
        { "{}", "hopeless", 20, "!it is off" },
        { "{}", "interrupted", 20, "!it was interrupted" },
        { "{login: any}", "ready", 20, "done" },
        { "{login: no}", "ready", 20, "" },
        { "{login: no}", "ready login", 20, "done" },
        { "{login: no}", "ready refused", 71, "the login was refused again and again after the report" },
        { "{report: none}", "login", 299, "" },
        { "{report: none}", "login", 301, "the platform heard no report within 300 s" },
        { "{report: none}", "ready", 20, "done" },
        { "{report: none}", "hopeless", 20, "!it is off" },
        { "{report: not-ready}", "not-ready", 20, "done" },
        { "{report: not-ready}", "ready", 20, "done" },
        { "{report: not-ready, reportContains: other}", "not-ready", 20, "done" },
        { "{report: not-ready, login: yes}", "not-ready", 20, "" },
        { "{report: not-ready, login: yes}", "not-ready login", 20, "done" },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Watching_ends_when_nothing_is_left_to_wait_for(string expect, string known, int second, string expected)
    {
        var outcome = ScenarioFile.Parse($"expect: {expect}", "s.yaml", "/").Scenario!;
        var request = new BootRequest(new RecognisedImage.Root("/"), outcome, "/") { TimeLimit = TimeSpan.FromSeconds(300) };
        var words = known.Split(' ');
        var state = new WatchState
        {
            Now = Start.AddSeconds(second),
            PoweredOn = Start,
            Report = words.Contains("ready") || words.Contains("not-ready") ? new HealthReportHeard(words.Contains("ready"), null, "why", Start.AddSeconds(10)) : null,
            HasAccount = !words.Contains("no-account"),
            LoggedIn = words.Contains("login") ? Start.AddSeconds(11) : null,
            Refused = words.Contains("refused") ? Start.AddSeconds(10) : null,
            Hopeless = words.Contains("hopeless") ? "it is off" : null,
            Interrupted = words.Contains("interrupted"),
        };

        var end = state.End(outcome.Expect, request);

        Assert.Equal(expected, end is null ? "" : (end.Complete ? "" : "!") + (end.Reason ?? "done"));
    }
}
