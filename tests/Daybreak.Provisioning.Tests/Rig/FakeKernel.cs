using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Kernel;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A running kernel that records its calls.</summary>
internal sealed class FakeKernel : IKernel
{
    public bool IsRunning => true;

    public string? HostName { get; set; } = "localhost";

    public TimeSpan? Uptime { get; set; }

    public string? Refusal { get; set; }

    private Failure? Refused => Refusal is null ? null : Failure.Refused(Refusal);

    public bool Forgets { get; set; }

    public List<string> Programs { get; } = [];

    /// <summary>The result of programs.</summary>
    public Action<IReadOnlyList<string>> Does { get; set; } = _ => { };

    public ProgramOutcome Answer { get; set; } = new(0);

    public Failure? SetHostName(string name)
    {
        if (Refusal is null && !Forgets) HostName = name;
        return Refused;
    }

    public int TimesNotified { get; private set; }

    /// <summary>Whether the power fails when the service manager is notified.</summary>
    public bool Cut { get; set; }

    public void NotifyServiceReady()
    {
        if (Cut) throw new InvalidOperationException("the power is gone");
        TimesNotified++;
    }

    public List<Route> Routes { get; } = [];

    public Failure? AddRoute(Route route)
    {
        if (Refusal is null) Routes.Add(route);
        return Refused;
    }

    public List<string> Mixed { get; } = [];

    public Failure? MixEntropy(ReadOnlySpan<byte> seed, int creditBits)
    {
        if (Refusal is null) Mixed.Add($"{Convert.ToHexString(seed)} {creditBits}");
        return Refused;
    }

    public List<string> Detached { get; } = [];

    /// <summary>Called when a background process starts.</summary>
    public Action? Detaches { get; set; }

    public Failure? StartDetached(IReadOnlyList<string> arguments, string logPath)
    {
        Detaches?.Invoke();
        if (Refusal is null) Detached.Add($"{string.Join(' ', arguments)} >>{logPath}");
        return Refused;
    }

    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
    {
        Programs.Add(string.Join(' ', arguments));
        Does(arguments);
        return Answer;
    }
}
