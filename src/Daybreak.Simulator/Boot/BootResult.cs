namespace Daybreak.Simulator.Boot;

/// <summary>Compares a boot with what its scenario expects.</summary>
/// <param name="Checks">The checks that were made.</param>
public sealed record BootResult(IReadOnlyList<Check> Checks)
{
    /// <summary>Whether all checks passed.</summary>
    public bool AsExpected => Checks.All(check => check.Passed);

    /// <summary>Checks an observed boot against the expected outcome.</summary>
    public static BootResult Of(BootRecord record, ExpectedOutcome expected)
    {
        var checks = new List<Check>
        {
            record.LeaseAcknowledged is null
                ? new("network", false, "an address by DHCP", "the machine never completed a DHCP request")
                : new("network", true, "an address by DHCP", $"address {record.Address}"),
            Report(record, expected),
        };
        if (record.Login is { } login && expected.Login != ExpectedLogin.Any) checks.Add(Login(login, expected.Login == ExpectedLogin.Yes));
        if (expected.HostName is { } name) checks.Add(HostName(record, name));
        if (expected.MaxRequests is { } most) checks.Add(Requests(record, most));
        return new BootResult(checks);
    }

    /// <summary>Whether the platform received the expected report.</summary>
    public static Check Report(BootRecord record, ExpectedOutcome expected)
    {
        var passed = record.Report is { } report ? expected.IsMetBy(report) : expected.Report == ExpectedReport.None && record is { WatchedToEnd: true, Requests.Count: > 0 };
        return new("report", passed, Expectation(expected), Finding(record));
    }

    private static string Expectation(ExpectedOutcome expected) => expected switch
    {
        { Report: ExpectedReport.Ready } => "the platform receives Ready",
        { Report: ExpectedReport.None } => "the platform receives requests but no report",
        { ReportContains: { } text } => $"the platform receives NotReady with '{text}'",
        _ => "the platform receives NotReady",
    };

    private static string Finding(BootRecord record) => record.Report switch
    {
        { Ready: true } => "the platform received Ready",
        { } report => $"the platform received NotReady{(report.SubStatus is null ? "" : $", {report.SubStatus}")}{(report.Description is null ? "" : $": {report.Description.Trim()}")}",
        null when record.Requests.Count == 0 => $"the platform received no request; {record.Ended ?? "the machine ended"}",
        null => $"the platform received no report; {record.Ended ?? "the machine ended"}",
    };

    private static Check Login(LoginOutcome login, bool wanted) => new(
        "login",
        login.Works == wanted,
        $"{login.User} {(wanted ? "can" : "cannot")} log in by ssh",
        login.Works ? $"{login.User} can log in by ssh with the {login.Means}" : $"{login.User} cannot log in by ssh with the {login.Means}: {login.Error ?? "not tried"}");

    private static Check HostName(BootRecord record, string name) =>
        new("hostName", record.HostNames.Contains(name), $"a DHCP request with the host name {name}", record.HostNames.Count == 0 ? "no host name in any DHCP request" : $"DHCP requests with {string.Join(", then ", record.HostNames)}");

    private static Check Requests(BootRecord record, int most) =>
        new("requests", record.Requests.Count <= most, string.Create(CultureInfo.InvariantCulture, $"at most {most} requests"), string.Create(CultureInfo.InvariantCulture, $"{record.Requests.Count} requests"));
}

/// <summary>One check of a boot.</summary>
/// <param name="Name">A short, stable name.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Expected">The expectation, for people.</param>
/// <param name="Finding">The finding, for people.</param>
public sealed record Check(string Name, bool Passed, string Expected, string Finding)
{
    /// <summary>The finding, and the expectation if the check failed.</summary>
    public string Sentence => Passed ? Finding : $"expected: {Expected}; found: {Finding}";
}
