namespace Daybreak.Simulator.Storm;

/// <summary>The parameters of a storm.</summary>
/// <param name="Vms">The number of VMs.</param>
/// <param name="Rate">The number of VMs that start per second; <see langword="null"/> for all at once.</param>
/// <param name="Limit">The time limit.</param>
/// <param name="Connections">The maximum number of concurrent connections.</param>
public sealed record StormOptions(int Vms, double? Rate, TimeSpan Limit, int Connections)
{
    // A reserve for libraries, listening sockets and pipes.
    private const int OtherDescriptors = 256;

    /// <summary>The number of connections that the limit of open files allows. Each needs two file descriptors, one at either end.</summary>
    public static int ConnectionLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptors) ? Math.Max(1, (descriptors - OtherDescriptors) / 2) : int.MaxValue;
    }
}
