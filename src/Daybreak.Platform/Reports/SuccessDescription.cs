namespace Daybreak.Platform.Reports;

/// <summary>The record of success for the key-value pool: <c>result=success|agent=…|vm_id=…|timestamp=…</c>, as other agents write it.</summary>
public static class SuccessDescription
{
    /// <summary>Writes the record.</summary>
    /// <param name="vmId">The VM id; null when it is not known.</param>
    /// <param name="time">When.</param>
    public static string Encode(string? vmId, DateTimeOffset time) =>
        $"result=success|agent={ProductName.Agent}|pps_type=None|vm_id={vmId ?? "None"}|timestamp={time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture)}";
}
