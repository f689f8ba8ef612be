using Daybreak.Platform;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Reports;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Reports through Hyper-V's key-value pool, which the host can read without a network. Does nothing if there is no pool.</summary>
/// <param name="pool">The guest's pool.</param>
/// <param name="time">For the timestamps.</param>
public sealed class KvpChannel(KvpPool pool, TimeProvider time)
{
    private const string ReportKey = "PROVISIONING_REPORT";

    /// <summary>The platform has accepted Ready.</summary>
    public void Succeeded(string? vmId)
    {
        if (pool.Exists) pool.Write(ReportKey, SuccessDescription.Encode(vmId, time.GetUtcNow()));
    }

    /// <summary>The provisioning failed. The WireServer receives the same description.</summary>
    public void Failed(ReportDescription description)
    {
        if (pool.Exists) pool.Write(ReportKey, description.Plain);
    }

    /// <summary>The machine matches, but Ready could not be reported.</summary>
    public void NotReported(string? vmId, Failure failure)
    {
        if (pool.Exists) Failed(FailureDescription.Encode(failure.Reason, [("step", "report"), ("detail", failure.Message)], vmId, time.GetUtcNow()));
    }

    /// <summary>A part of the run has ended.</summary>
    public void Progress(string? vmId, string part, TimeSpan length)
    {
        if (!pool.Exists) return;
        string value = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {part} {length.TotalMilliseconds:0.0} ms");
        pool.Write($"{ProductName.Agent}|{vmId ?? "None"}|{part}", value);
    }
}
