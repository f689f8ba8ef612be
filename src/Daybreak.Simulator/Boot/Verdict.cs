using System.Globalization;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Boot;

/// <summary>Whether a boot went as its scenario wants it.</summary>
/// <param name="Checks">What was looked at.</param>
public sealed record Verdict(IReadOnlyList<Check> Checks)
{
    /// <summary>Whether everything is as it is to be.</summary>
    public bool AsExpected => Checks.All(check => check.Passed);

    /// <summary>Judges what was seen by what the scenario expects.</summary>
    public static Verdict Of(BootRecord record, ExpectedOutcome expected)
    {
        var checks = new List<Check>
        {
            record.LeaseAcknowledged is null
                ? new("network", false, "an address by DHCP", "the machine never asked for an address by DHCP, or did not take the one it was given")
                : new("network", true, "an address by DHCP", $"it took the address {record.Address}"),
            Report(record, expected),
        };
        if (record.Login is { } login && expected.Login != ExpectedLogin.Any) checks.Add(Login(login, expected.Login == ExpectedLogin.Yes));
        if (expected.HostName is { } name) checks.Add(HostName(record, name));
        if (expected.MaxRequests is { } most) checks.Add(Requests(record, most));
        return new Verdict(checks);
    }

    /// <summary>Whether the platform heard what the scenario wants it to hear.</summary>
    public static Check Report(BootRecord record, ExpectedOutcome expected)
    {
        var passed = record.Report is { } report ? expected.Wants(report) : expected.Report == ExpectedReport.None && record is { WatchedToEnd: true, Requests.Count: > 0 };
        return new("report", passed, Wanted(expected), Heard(record));
    }

    private static string Wanted(ExpectedOutcome expected) => expected switch
    {
        { Report: ExpectedReport.Ready } => "the platform hears Ready",
        { Report: ExpectedReport.None } => "the platform is asked for something and hears no report",
        { ReportContains: { } text } => $"the platform hears NotReady, with '{text}'",
        _ => "the platform hears NotReady",
    };

    private static string Heard(BootRecord record) => record.Report switch
    {
        { Ready: true } => "the platform heard Ready",
        { } report => $"the platform heard NotReady{(report.SubStatus is null ? "" : $", {report.SubStatus}")}{(report.Description is null ? "" : $": {report.Description.Trim()}")}",
        null when record.Requests.Count == 0 => $"the platform was asked for nothing; {record.Ended ?? "the machine ended"}",
        null => $"the platform heard nothing; {record.Ended ?? "the machine ended"}",
    };

    private static Check Login(LoginOutcome login, bool wanted) => new(
        "login",
        login.Works == wanted,
        $"{login.User} {(wanted ? "gets" : "does not get")} in by ssh",
        login.Works ? $"{login.User} gets in by ssh with the {login.Means}" : $"{login.User} does not get in by ssh with the {login.Means}: {login.Said ?? "it was not tried"}");

    private static Check HostName(BootRecord record, string name) =>
        new("hostName", record.HostNames.Contains(name), $"a DHCP request with the host name {name}", record.HostNames.Count == 0 ? "no host name in any DHCP request" : $"DHCP requests with {string.Join(", then ", record.HostNames)}");

    private static Check Requests(BootRecord record, int most) =>
        new("requests", record.Requests.Count <= most, string.Create(CultureInfo.InvariantCulture, $"at most {most} requests"), string.Create(CultureInfo.InvariantCulture, $"{record.Requests.Count} requests"));
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">A short, stable name.</param>
/// <param name="Passed">Whether it is as it is to be.</param>
/// <param name="Expected">How it is to be.</param>
/// <param name="Finding">What was found, as a sentence.</param>
public sealed record Check(string Name, bool Passed, string Expected, string Finding)
{
    /// <summary>What was found, and where that is not as it is to be, also how it is to be.</summary>
    public string Sentence => Passed ? Finding : $"expected: {Expected}; found: {Finding}";
}
