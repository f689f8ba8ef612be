using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>A throw-away root with interfaces, routes and leases as the kernel and the DHCP clients write them.</summary>
internal sealed class NetworkMachine : IDisposable
{
    private string routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    public ThrowAwayRoot Root { get; } = new();

    public FakeKernel Kernel { get; } = new();

    public MachineView View => new(Root.Directory, Kernel);

    /// <summary>An interface that is up; the last byte of its MAC address is its index.</summary>
    public NetworkMachine Interface(string name, int index, string driver = "hv_netvsc", uint flags = 0x1043, int? mac = null)
    {
        string directory = $"/sys/class/net/{name}";
        Root.Write($"{directory}/ifindex", $"{index}\n").Write($"{directory}/flags", $"0x{flags:x}\n").Write($"{directory}/address", $"00:0d:3a:00:aa:{mac ?? index:x2}\n");
        Root.Link($"{directory}/device/driver", $"../../../../bus/vmbus/drivers/{driver}");
        return this;
    }

    /// <summary>A line of /proc/net/route.</summary>
    public NetworkMachine Route(string name, string destination, string gateway, string mask, int flags = 3, int metric = 100)
    {
        routes += $"{name}\t{destination}\t{gateway}\t{flags:X4}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n";
        Root.Write("/proc/net/route", routes);
        return this;
    }

    /// <summary>10.N.0.0/24 on the link.</summary>
    public NetworkMachine Network(string name, int number) => Route(name, $"0000{number:X2}0A", "00000000", "00FFFFFF", flags: 1);

    public NetworkMachine Default(string name, int number, int metric = 100) => Route(name, "00000000", $"0100{number:X2}0A", "00000000", metric: metric);

    /// <summary>Plans a boot step and applies it.</summary>
    public IReadOnlyList<string> Apply(IBootStep step)
    {
        var view = View;
        var sentences = new List<string>();
        var executor = new Executor(Root.Directory, Kernel);
        foreach (var change in step.Plan(view).Changes)
        {
            Assert.Null(executor.Apply(change)?.Reason);
            sentences.Add(change.Sentence);
        }
        return sentences;
    }

    public void Dispose() => Root.Dispose();
}
