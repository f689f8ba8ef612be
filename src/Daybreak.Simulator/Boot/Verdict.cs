namespace Daybreak.Simulator.Boot;

/// <summary>Whether a boot went as its scenario wants it.</summary>
/// <param name="Checks">What was looked at.</param>
public sealed record Verdict(IReadOnlyList<Check> Checks)
{
    /// <summary>Whether everything is as it is to be.</summary>
    public bool AsExpected => Checks.All(check => check.Passed);

    /// <summary>Judges what was seen.</summary>
    public static Verdict Of(BootRecord record)
    {
        var checks = new List<Check>
        {
            record.LeaseAcknowledged is null
                ? new("network", false, "the machine never asked for an address by DHCP, or did not take the one it was given")
                : new("network", true, $"it took the address {record.Address}"),
            Report(record),
        };
        if (record.Login is { } login) checks.Add(Login(login));
        return new Verdict(checks);
    }

    private static Check Report(BootRecord record) => record.Report switch
    {
        { Ready: true } => new("ready", true, "the platform heard Ready"),
        { } report => new("ready", false, $"the platform heard NotReady{(report.SubStatus is null ? "" : $", {report.SubStatus}")}{(report.Description is null ? "" : $": {report.Description.Trim()}")}"),
        null => new("ready", false, $"the platform heard nothing; {record.Ended ?? "the machine ended"}"),
    };

    private static Check Login(LoginOutcome login) => login.Works
        ? new("login", true, $"{login.User} gets in by ssh with the {login.Means}")
        : new("login", false, $"{login.User} does not get in by ssh with the {login.Means}: {login.Said ?? "it was not tried"}");
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">A short, stable name.</param>
/// <param name="Passed">Whether it is as it is to be.</param>
/// <param name="Finding">What was found, as a sentence.</param>
public sealed record Check(string Name, bool Passed, string Finding);
