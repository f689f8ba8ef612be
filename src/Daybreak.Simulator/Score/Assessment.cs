using Daybreak.Simulator.Boot;

namespace Daybreak.Simulator.Score;

/// <summary>The result of a duty.</summary>
public enum DutyResult
{
    /// <summary>Not required by the scenario, or not inspected.</summary>
    None,

    /// <summary>Done as expected.</summary>
    Done,

    /// <summary>Not done, or not as expected.</summary>
    Missed,
}

/// <summary>The result of one duty in one boot.</summary>
/// <param name="Duty">A short, stable name.</param>
/// <param name="DutyResult">Its result.</param>
/// <param name="Detail">The finding.</param>
public sealed record Assessed(string Duty, DutyResult DutyResult, string Detail);

/// <summary>Compares the requirements of a scenario with the findings.</summary>
public static class Assessment
{
    /// <summary>The duties, in the order of the table.</summary>
    public static IReadOnlyList<string> Duties { get; } = ["Ready", "user", "login", "keys", "key pairs", "password policy", "host name", "DHCP name", "custom data", "temporary disk", "request limit"];

    /// <summary>Assesses one boot.</summary>
    /// <param name="wanted">The requirements of the scenario.</param>
    /// <param name="record">The observations from outside.</param>
    /// <param name="found">The findings from inside; null if the machine could not be inspected.</param>
    public static IReadOnlyList<Assessed> Assess(Expectations wanted, BootRecord record, ILookup<string, string>? found)
    {
        var expected = wanted.Outcome;
        var assessed = new List<Assessed>
        {
            Of("Ready", BootResult.Report(record, expected).Passed, record.Report is null ? "no report" : record.Report.Ready ? "Ready" : $"NotReady: {record.Report.Description}"),
        };
        if (wanted.User.Length > 0 && expected.Login != ExpectedLogin.Any)
            assessed.Add(Of("login", (record.Login is { Works: true }) == (expected.Login == ExpectedLogin.Yes), record.Login is { Works: true } login ? $"by {login.Means}" : record.Login?.Error ?? "not tried"));
        if (expected.IsFinished || expected.HostName is not null) assessed.Add(Of("DHCP name", record.HostNames.Contains(wanted.HostName), string.Join(", ", record.HostNames)));
        if (expected.MaxRequests is { } most) assessed.Add(Of("request limit", record.Requests.Count <= most, FormattableString.Invariant($"{record.Requests.Count} of at most {most}")));
        if (found is not null && expected.IsFinished) assessed.AddRange(Inspected(wanted, found));
        return [.. Duties.Select(duty => assessed.FirstOrDefault(one => one.Duty == duty) ?? new Assessed(duty, DutyResult.None, ""))];
    }

    private static IEnumerable<Assessed> Inspected(Expectations wanted, ILookup<string, string> found)
    {
        if (wanted.User.Length > 0)
        {
            var home = found["home"].FirstOrDefault();
            yield return Of("user", home is not null && found["sudo"].Any(), home is null ? "no account" : found["sudo"].Any() ? "with sudo" : "without sudo");
            var policy = found["password-login"].FirstOrDefault();
            yield return Of("password policy", policy == (wanted.PasswordLogin ? "yes" : "no"), $"sshd reports {policy ?? "nothing"}");
        }
        if (wanted.Keys.Count > 0)
        {
            var there = wanted.Keys.Count(key => found["key"].Any(line => line.Contains(key, StringComparison.Ordinal)));
            yield return Of("keys", there == wanted.Keys.Count, FormattableString.Invariant($"{there} of {wanted.Keys.Count}"));
        }
        if (wanted.KeyPairs.Count > 0)
        {
            var there = wanted.KeyPairs.Count(found["key-pair"].Contains);
            yield return Of("key pairs", there == wanted.KeyPairs.Count, FormattableString.Invariant($"{there} of {wanted.KeyPairs.Count}"));
        }
        var name = found["host-name"].FirstOrDefault();
        yield return Of("host name", name == wanted.HostName && found["host-name-file"].FirstOrDefault() == wanted.HostName, name ?? "none");
        if (wanted.CustomData.Length > 0)
        {
            var plain = found["custom-data"].FirstOrDefault();
            var encoded = found["custom-data-encoded"].FirstOrDefault();
            yield return Of("custom data", (plain ?? encoded) is not null, plain ?? (encoded is null ? "not found" : $"{encoded}, in base64"));
        }
        if (wanted.HasTemporaryDisk) yield return Of("temporary disk", found["temporary-disk"].Any(), found["temporary-disk"].FirstOrDefault() ?? "not mounted");
    }

    private static Assessed Of(string duty, bool done, string detail) => new(duty, done ? DutyResult.Done : DutyResult.Missed, detail);
}
