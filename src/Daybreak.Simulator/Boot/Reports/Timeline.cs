namespace Daybreak.Simulator.Boot.Reports;

/// <summary>An event in a boot.</summary>
/// <param name="Name">A short, stable name.</param>
/// <param name="Text">A description for people.</param>
/// <param name="Milliseconds">The time since power-on.</param>
public sealed record Moment(string Name, string Text, long Milliseconds);

/// <summary>The main events of a boot, in order of time.</summary>
public static class Timeline
{
    /// <summary>The events that were observed.</summary>
    public static IReadOnlyList<Moment> Of(BootRecord record)
    {
        var moments = new List<Moment> { new("powerOn", "power on", 0) };
        void Add(string name, string text, DateTimeOffset? time)
        {
            if (time is { } known) moments.Add(new Moment(name, text, (long)(known - record.PoweredOn).TotalMilliseconds));
        }

        Add("kernel", "first kernel message on the console", record.Kernel);
        Add("dhcpAck", "DHCP acknowledgement", record.LeaseAcknowledged);
        Add("imds", "first request to the metadata service", record.First(Operations.ImdsInstance));
        Add("goalState", "first goal state", record.First(Operations.WireServerGoalState));
        Add(record.Report is { Ready: false } ? "notReady" : "ready", record.Report is { Ready: false } ? "NotReady" : "Ready", record.Report?.ReceivedAt);
        Add("login", "first ssh login", record.Login?.Time);
        return [.. moments.OrderBy(moment => moment.Milliseconds)];
    }
}
