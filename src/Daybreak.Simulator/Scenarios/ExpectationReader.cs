namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads the section <c>expect:</c>.</summary>
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
        var contains = section.Parsed("reportContains", "text that is not empty", NotEmpty);
        if (section.Has("reportContains") && report != ExpectedReport.NotReady)
            problems.Add(section.At("reportContains"), "'reportContains' requires 'report: not-ready', because no other report has a reason");
        var login = section.Parsed("login", "yes, no or any", text => text is "yes" or "no" or "any" ? text : null);
        if (login == "yes" && vm.User.Length == 0) problems.Add(section.At("login"), "'login: yes' requires a VM with a user");
        var outcome = new ExpectedOutcome
        {
            Report = report,
            ReportContains = contains,
            // If the VM does not become Ready, the account may or may not exist.
            Login = login is not null ? Enum.Parse<ExpectedLogin>(login, ignoreCase: true) : report == ExpectedReport.Ready ? ExpectedLogin.Yes : ExpectedLogin.Any,
            HostName = section.Parsed("hostName", "text that is not empty", NotEmpty),
            MaxRequests = section.Integer("maxRequests", 1, MostRequests),
        };
        section.End();
        return outcome;
    }

    private static string? NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
