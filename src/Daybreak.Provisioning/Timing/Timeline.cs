namespace Daybreak.Provisioning.Timing;

/// <summary>Joins the local phase and the network phase of a first boot in one timeline.</summary>
public static class Timeline
{
    private const string LocalPrefix = "local ";

    /// <summary>The name of a part without the prefix of the local phase.</summary>
    public static string WithoutLocal(string name, out bool isLocal)
    {
        isLocal = name.StartsWith(LocalPrefix, StringComparison.Ordinal);
        return isLocal ? name[LocalPrefix.Length..] : name;
    }

    /// <summary>The parts of the local phase, the time between the phases, and the parts of the network phase.</summary>
    /// <returns>Only the network phase if the time between them is not known, because the uptime is missing or the machine restarted.</returns>
    public static Timed Join(Timed local, Timed rest)
    {
        if (local.UptimeAtStart is not { } first || rest.UptimeAtStart is not { } second || second < first) return rest;
        var spans = new List<TimeSpent>();
        double end = 0;
        foreach (var span in local.Spans)
        {
            spans.Add(span with { Name = LocalPrefix + span.Name });
            end = Math.Max(end, span.StartMilliseconds + span.Milliseconds);
        }
        double offset = second - first;
        if (offset > end) spans.Add(new TimeSpent("between the phases", end, offset - end));
        foreach (var span in rest.Spans) spans.Add(span with { StartMilliseconds = span.StartMilliseconds + offset });
        return rest with { UptimeAtStart = first, Spans = spans };
    }
}
