namespace Daybreak.Platform.Reports;

/// <summary>The record of success in the key-value pool, in the format of other agents.</summary>
public static class SuccessDescription
{
    /// <summary>Writes the record.</summary>
    /// <param name="vmId">The VM id; null if unknown.</param>
    /// <param name="time">The time.</param>
    public static string Encode(string? vmId, DateTimeOffset time) =>
        $"result=success|agent={ProductName.Agent}|pps_type=None|vm_id={vmId ?? "None"}|timestamp={time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture)}";
}
