using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.Changes;

/// <summary>A kernel that does what a test says and records its calls.</summary>
internal sealed class FakeKernel : IKernel
{
    public string? Refusal { get; set; }

    private Failure? Refused => Refusal is null ? null : Failure.Refused(Refusal);

    public ProgramOutcome Outcome { get; set; } = new(0);

    /// <summary>Runs instead of every program.</summary>
    public Func<IReadOnlyList<string>, ProgramOutcome>? Instead { get; set; }

    /// <summary>Runs after a route was added.</summary>
    public Action<Route>? RouteAdded { get; set; }

    public List<string> Calls { get; } = [];

    public bool IsRunning { get; set; } = true;

    public string? HostName { get; set; } = "image";

    public TimeSpan? Uptime => TimeSpan.FromSeconds(1);

    public Failure? SetHostName(string name)
    {
        Calls.Add($"hostname {name}");
        if (Refusal is null) HostName = name;
        return Refused;
    }

    public Failure? AddRoute(Route route)
    {
        Calls.Add($"route {Ipv4.Text(route.Destination)}/{route.Prefix} {route.Interface}");
        RouteAdded?.Invoke(route);
        return Refused;
    }

    public Failure? MixEntropy(ReadOnlySpan<byte> seed, int creditBits)
    {
        Calls.Add($"entropy {Convert.ToHexString(seed)} {creditBits}");
        return Refused;
    }

    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
    {
        Calls.Add(string.Join(' ', arguments) + $" ({timeLimit.TotalSeconds} s)");
        return Instead?.Invoke(arguments) ?? Outcome;
    }

    public ProgramOutcome RunLogged(IReadOnlyList<string> arguments, string logPath, TimeSpan timeLimit, Action<string> onLine)
    {
        onLine("a line of output");
        return Run(arguments, timeLimit);
    }

    public Failure? Mount(string device, string mountPoint, string fileSystem, string? options)
    {
        Calls.Add($"mount {device} {mountPoint} {fileSystem} {options}");
        return Refused;
    }

    public Failure? SwapOn(string path)
    {
        Calls.Add($"swapon {path}");
        return Refused;
    }
}
