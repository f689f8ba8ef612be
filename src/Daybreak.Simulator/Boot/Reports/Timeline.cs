using Daybreak.Simulator.Hosting;

namespace Daybreak.Simulator.Boot.Reports;

/// <summary>A moment of a boot.</summary>
/// <param name="Name">A short, stable name.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Milliseconds">Since the machine was switched on.</param>
public sealed record Moment(string Name, string Text, long Milliseconds);

/// <summary>The moments of a boot that matter, in order of time.</summary>
public static class Timeline
{
    /// <summary>Those that were seen.</summary>
    public static IReadOnlyList<Moment> Of(BootRecord record)
    {
        var moments = new List<Moment> { new("powerOn", "power on", 0) };
        void Add(string name, string text, DateTimeOffset? time)
        {
            if (time is { } known) moments.Add(new Moment(name, text, (long)(known - record.PoweredOn).TotalMilliseconds));
        }

        Add("kernel", "the kernel speaks on the console", record.Kernel);
        Add("dhcpAck", "DHCP acknowledgement", record.LeaseAcknowledged);
        Add("imds", "first request to the metadata service", record.First(Operations.ImdsInstance));
        Add("goalState", "first goal state", record.First(Operations.WireServerGoalState));
        Add(record.Report is { Ready: false } ? "notReady" : "ready", record.Report is { Ready: false } ? "NotReady" : "Ready", record.Report?.Heard);
        Add("login", "first ssh login", record.Login?.Time);
        return [.. moments.OrderBy(moment => moment.Milliseconds)];
    }
}
