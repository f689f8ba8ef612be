using System.Globalization;

namespace Daybreak.Simulator.Storm;

/// <summary>How large a storm is.</summary>
/// <param name="Vms">How many VMs.</param>
/// <param name="Rate">How many are switched on in a second; <see langword="null"/> for all at once.</param>
/// <param name="Limit">After what time the storm ends, finished or not.</param>
/// <param name="Connections">How many connections are open at a time at most.</param>
public sealed record StormOptions(int Vms, double? Rate, TimeSpan Limit, int Connections)
{
    // Beside the connections: libraries, the listening sockets, pipes.
    private const int OtherDescriptors = 256;

    /// <summary>How many connections the process may have at a time: each takes a file descriptor at either end.</summary>
    public static int ConnectionLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors) ? Math.Max(1, (descriptors - OtherDescriptors) / 2) : int.MaxValue;
    }
}
