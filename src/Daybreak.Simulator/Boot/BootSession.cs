using Daybreak.Simulator.Boot.Hosting;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Media;
using VirtualMachine = Daybreak.Simulator.Boot.Machines.VirtualMachine;

namespace Daybreak.Simulator.Boot;

/// <summary>One machine with its simulated Azure: namespaces, DHCP, the platform's servers, the disc. Disposing ends all of it.</summary>
public sealed class BootSession : IAsyncDisposable
{
    private const int HostGaPluginPort = 32526;

    private static readonly JsonSerializerOptions LogFormat = new(JsonSerializerDefaults.Web);

    private readonly Stack<IAsyncDisposable> parts = new();
    private readonly BootRequest request;
    private readonly string logFile;

    private BootSession(BootRequest request)
    {
        this.request = request;
        logFile = Path.Combine(request.Directory, "requests.jsonl");
    }

    /// <summary>The network around the machine.</summary>
    public Segment Segment { get; private set; } = null!;

    /// <summary>The DHCP server.</summary>
    public DhcpServer Dhcp { get; private set; } = null!;

    /// <summary>The machine.</summary>
    public Machine Machine { get; private set; } = null!;

    /// <summary>The scenario as it is run, with a login key whose private half is known.</summary>
    public Scenario Scenario { get; private set; } = null!;

    /// <summary>How the scenario's user logs in; null when there is none.</summary>
    public SshLogin? Login { get; private set; }

    /// <summary>When the machine was switched on.</summary>
    public DateTimeOffset PoweredOn { get; private set; }

    /// <summary>What executes the machine's instructions; null for a container.</summary>
    public Accelerator? Accelerator => (Machine as VirtualMachine)?.Accelerator;

    /// <summary>The requests that the platform has received, in the order of the answers.</summary>
    public IReadOnlyList<LogEntry> Requests
    {
        get
        {
            using var reader = new StreamReader(new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            var text = reader.ReadToEnd();
            // The last line may be incomplete.
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<LogEntry>(line, LogFormat)!)];
        }
    }

    /// <summary>Sets everything up and switches the machine on.</summary>
    /// <param name="request">What starts.</param>
    /// <param name="cancellation">Ends the wait for the machine's kernel, not the machine.</param>
    public static async Task<BootSession> StartAsync(BootRequest request, CancellationToken cancellation = default)
    {
        var session = new BootSession(request);
        try
        {
            await session.SetUpAsync(cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Switches the machine off and removes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part)) await part.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SetUpAsync(CancellationToken cancellation)
    {
        var scenario = Scenario = await WithLoginAsync(request.Scenario).ConfigureAwait(false);
        Segment = Keep(await Segment.CreateAsync(MachineEnvironment.Gateways(scenario)).ConfigureAwait(false));
        Dhcp = Keep(await DhcpServer.StartAsync(Segment, MachineEnvironment.Lease(scenario)).ConfigureAwait(false));
        Keep(new Closing(RequestLog.ToFile(logFile), out var log));
        Keep(await SimulatedPlatform.StartAsync(new PlatformOptions(new IPEndPoint(IPAddress.Parse(Segment.Metadata), 80), new IPEndPoint(IPAddress.Parse(Segment.WireServer), 80), scenario, log, TimeProvider.System)
        {
            HostGaPlugin = new IPEndPoint(IPAddress.Parse(Segment.WireServer), HostGaPluginPort),
            Listen = address => NamespaceThread.Run(Segment.Network, () => SimulatedPlatform.Listen(address)),
        }).ConfigureAwait(false));
        Machine = Keep(await MachineAsync(scenario).ConfigureAwait(false));
        PoweredOn = TimeProvider.System.GetUtcNow();
        await Machine.PowerOnAsync(MachineEnvironment.SmbiosUuid(scenario.Vm.Id, request.IsFirstGeneration).ToString(), cancellation).ConfigureAwait(false);
        if (Machine is VirtualMachine { Started: var started }) PoweredOn = started;
        if (Machine is VirtualMachine machine && scenario.Disc is { Present: true, AppearsAfter: { Ticks: > 0 } delay })
            Keep(new Later(delay, async () => await machine.InsertDiscAsync(await DiscAsync(scenario).ConfigureAwait(false)).ConfigureAwait(false)));
    }

    // A user with only a password logs in with it. Otherwise a key whose private half is known replaces the scenario's first key: an additional
    // key would change the scenario, because WALinuxAgent 2.7 keeps only the last key given as text. Keys given as certificates stay.
    private async Task<Scenario> WithLoginAsync(Scenario scenario)
    {
        var vm = scenario.Ordered;
        if (vm.User.Length == 0) return scenario;
        if (vm is { Password: { } password, PublicKeys.Count: 0 })
        {
            Login = await SshLogin.ByPassword.PrepareAsync(request.Directory, vm.User, password).ConfigureAwait(false);
            return scenario;
        }
        var pair = await KeyPair.MakeAsync(request.Directory).ConfigureAwait(false);
        Login = new SshLogin.ByKey(vm.User, pair.PrivateFile);
        var keys = vm.PublicKeys.ToList();
        var place = keys.FindIndex(key => key.Key is { } text && !text.AsSpan().ContainsAny('\r', '\n'));
        if (place >= 0) keys[place] = keys[place] with { Key = pair.Public };
        else keys.Insert(0, new SshPublicKey(pair.Public, null, $"/home/{vm.User}/.ssh/authorized_keys"));
        return scenario.WithOrdered(vm with { PublicKeys = keys });
    }

    private async Task<Machine> MachineAsync(Scenario scenario)
    {
        var login = Login ?? new SshLogin.ByKey("root", "/dev/null");
        switch (request.Image)
        {
            case RecognisedImage.Root root:
                return await SystemdContainer.CreateAsync(Segment, Dhcp, [root.Path], login, Place("container")).ConfigureAwait(false);
            case RecognisedImage.Disk disk:
                var hardware = new VirtualHardware
                {
                    Disk = disk.Image,
                    Kernel = request.Kernel,
                    Uefi = request.IsFirstGeneration ? null : Firmware.Ovmf,
                    MemoryMib = request.MemoryMib,
                    Macs = MachineEnvironment.Macs(scenario),
                    DataDisks = [.. scenario.Vm.DataDisks.Select(disk => KeyValuePair.Create(disk.Lun, DataDisk(disk)))],
                    TemporaryDisk = await TemporaryDisk.MakeAsync(scenario.Vm.ResourceDiskKib, request.Directory).ConfigureAwait(false),
                    Accelerator = request.Accelerator,
                };
                var machine = await VirtualMachine.CreateAsync(Segment, Dhcp, hardware, login, Place("vm"), request.ConsoleFile).ConfigureAwait(false);
                if (scenario.Disc is { Present: true, AppearsAfter.Ticks: 0 }) machine.Disc = await DiscAsync(scenario).ConfigureAwait(false);
                return machine;
            default:
                throw new InvalidOperationException("an image that was refused cannot be started");
        }
    }

    private async Task<string> DiscAsync(Scenario scenario)
    {
        using var certificates = CertificateStore.Create(scenario.Certificates, scenario.Vm.Id);
        var image = ProvisioningMedia.Image(scenario.Vm, certificates, scenario.Disc, TimeProvider.System.GetUtcNow());
        var file = Path.Combine(request.Directory, "disc.iso");
        await File.WriteAllBytesAsync(file, image.Bytes).ConfigureAwait(false);
        return file;
    }

    private string DataDisk(DataDisk disk)
    {
        var file = Path.Combine(request.Directory, FormattableString.Invariant($"data{disk.Lun}.raw"));
        using var stream = new FileStream(file, FileMode.CreateNew);
        stream.SetLength(disk.SizeGiB * 1024L * 1024 * 1024);
        return file;
    }

    private string Place(string name) => Directory.CreateDirectory(Path.Combine(request.Directory, name)).FullName;

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }

    /// <summary>An action after a delay, unless the session ends first.</summary>
    private sealed class Later : IAsyncDisposable
    {
        private readonly CancellationTokenSource ended = new();
        private readonly Task task;

        public Later(TimeSpan delay, Func<Task> work) => task = RunAsync(delay, work);

        public async ValueTask DisposeAsync()
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await task.ConfigureAwait(false);
            ended.Dispose();
        }

        private async Task RunAsync(TimeSpan delay, Func<Task> work)
        {
            try
            {
                await Task.Delay(delay, ended.Token).ConfigureAwait(false);
                await work().ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The machine has ended.
            }
        }
    }

    /// <summary>Makes a log one of the parts that are disposed of in reverse order.</summary>
    private sealed class Closing : IAsyncDisposable
    {
        private readonly RequestLog log;

        public Closing(RequestLog log, out RequestLog same) => same = this.log = log;

        public ValueTask DisposeAsync()
        {
            log.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
