namespace Daybreak.Provisioning.Timing;

/// <summary>The two phases of one provisioning on one line of time.</summary>
public static class Timeline
{
    private const string LocalPrefix = "local ";

    /// <summary>The name of a part without the prefix that says that it belongs to the local phase.</summary>
    public static string WithoutLocal(string name, out bool isLocal)
    {
        isLocal = name.StartsWith(LocalPrefix, StringComparison.Ordinal);
        return isLocal ? name[LocalPrefix.Length..] : name;
    }

    /// <summary>The local phase's parts, what the machine did between them, and the parts of the rest.</summary>
    /// <returns>The rest alone where it cannot be told how far apart they were: the uptime is not known, or there was a restart between.</returns>
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
