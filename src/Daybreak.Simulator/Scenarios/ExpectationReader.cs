namespace Daybreak.Simulator.Scenarios;

/// <summary>The section <c>expect:</c>.</summary>
internal static class ExpectationReader
{
    private const int MostRequests = 1_000_000;

    public static ExpectedOutcome Read(Section section, VirtualMachine vm, Problems problems)
    {
        var report = section.Parsed("report", "ready, not-ready or none", text => text is "ready" or "not-ready" or "none" ? text : null) switch
        {
            "not-ready" => ExpectedReport.NotReady,
            "none" => ExpectedReport.None,
            _ => ExpectedReport.Ready,
        };
        var contains = section.Parsed("reportContains", "a text that is not empty", NotEmpty);
        if (section.Has("reportContains") && report != ExpectedReport.NotReady)
            problems.Add(section.At("reportContains"), "expected no 'reportContains' without 'report: not-ready': no other report says why");
        var login = section.Parsed("login", "yes, no or any", text => text is "yes" or "no" or "any" ? text : null);
        if (login == "yes" && vm.User.Length == 0) problems.Add(section.At("login"), "expected no 'login: yes' for a VM that has no user");
        var outcome = new ExpectedOutcome
        {
            Report = report,
            ReportContains = contains,
            // A VM that does not become Ready may have come to its account, or not.
            Login = login is not null ? Enum.Parse<ExpectedLogin>(login, ignoreCase: true) : report == ExpectedReport.Ready ? ExpectedLogin.Yes : ExpectedLogin.Any,
            HostName = section.Parsed("hostName", "a text that is not empty", NotEmpty),
            MaxRequests = section.Integer("maxRequests", 1, MostRequests),
        };
        section.End();
        return outcome;
    }

    private static string? NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
