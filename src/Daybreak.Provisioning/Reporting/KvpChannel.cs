using Daybreak.Platform;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Reports;

namespace Daybreak.Provisioning.Reporting;

/// <summary>
/// The second channel: Hyper-V's key-value pool, which the host reads also when the network never came up. Where it is absent nothing
/// happens.
/// </summary>
/// <param name="pool">The guest's pool.</param>
/// <param name="time">For the time stamps.</param>
public sealed class KvpChannel(KvpPool pool, TimeProvider time)
{
    private const string ReportKey = "PROVISIONING_REPORT";

    /// <summary>The machine matches and the platform has accepted Ready.</summary>
    public void Succeeded(string? vmId)
    {
        if (pool.Exists) pool.Write(ReportKey, SuccessDescription.Encode(vmId, time.GetUtcNow()));
    }

    /// <summary>Provisioning failed: the record that the WireServer gets, too.</summary>
    public void Failed(ReportDescription description)
    {
        if (pool.Exists) pool.Write(ReportKey, description.Plain);
    }

    /// <summary>The machine matches, but the platform could not be told so: here it may hear why.</summary>
    public void Unheard(string? vmId, Failure failure)
    {
        if (pool.Exists) Failed(FailureDescription.Encode(failure.Reason, [("step", "report"), ("detail", failure.Message)], vmId, time.GetUtcNow()));
    }

    /// <summary>A part of the run is over.</summary>
    public void Progress(string? vmId, string part, TimeSpan length)
    {
        if (!pool.Exists) return;
        string value = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {part} {length.TotalMilliseconds:0.0} ms");
        pool.Write($"{ProductName.Agent}|{vmId ?? "None"}|{part}", value);
    }
}
