using Daybreak.Configuration;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Media;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Timing;

namespace Daybreak;

/// <summary>What a verb works with, made from the common options once they are known to be right.</summary>
internal sealed class Session : IDisposable
{
    private Session(Arguments arguments, Output output, RootDirectory root, ProgressLog log)
    {
        Arguments = arguments;
        Output = output;
        Root = root;
        ProgressLog = log;
        Kernel = root.IsRunningMachine ? new RunningKernel(root, TimeProvider.System) : new NoKernel();
    }

    public Arguments Arguments { get; }

    public Output Output { get; }

    public RootDirectory Root { get; }

    public ProgressLog ProgressLog { get; }

    public IKernel Kernel { get; }

    public Clock Clock { get; } = Clock.System;

    public Stopwatch Stopwatch { get; } = new(TimeProvider.System);

    public VmId? GivenVmId { get; private init; }

    public ImdsClient? Imds { get; private init; }

    public Settings Settings { get; private init; } = new();

    /// <summary>Whether somebody is asked at the platform's own addresses, so that the machine's network matters.</summary>
    public bool AsksRealPlatform { get; private init; }

    private MediaSource? Media { get; init; }

    private Lazy<WireServerAccess> WireServer { get; init; } = new(() => new WireServerAccess(null, null));

    public bool Json => Arguments.Has(CommonOptions.Json);

    /// <summary>What a run works with.</summary>
    public RunContext RunContext => new(Root, Kernel, Settings, Clock, ProgressLog, Stopwatch);

    /// <summary>Asks the sources.</summary>
    public SpecificationReader Reader
    {
        get
        {
            var (client, goalStates) = WireServer.Value;
            var certificates = client is null ? null : new CertificateSource(client, goalStates!, CertificateProgram.Find());
            return new SpecificationReader(Media, Imds, certificates, new ProxyAgent(Root, Kernel), ProgressLog, Stopwatch) { MachineId = GivenVmId ?? VmId.OfMachine(Root) };
        }
    }

    /// <summary>Tells the WireServer; null where nobody is to be told.</summary>
    public Reporter? Reporter =>
        WireServer.Value is { Client: { } client, GoalStates: { } goalStates } ? new Reporter(client, goalStates, Settings.HealthProtocol, ProgressLog) : null;

    /// <summary>Everybody who is told how a provisioning ended.</summary>
    public Reports Reports => new(
        Reporter, new KvpChannel(new KvpPool(BelowRoot(KvpPool.GuestToHost), Clock), Clock.Time), ProgressLog);

    /// <summary>The command that goes on where this one ends, with the same options.</summary>
    public IReadOnlyList<string> Afterwards => [Environment.ProcessPath ?? "/usr/sbin/daybreak", "provision", .. Arguments.Given(CommonOptions.All)];

    /// <summary>For verbs that only ask: never as long as a provisioning may wait.</summary>
    public Deadline ShortDeadline => Deadline.In(TimeSpan.FromMinutes(1), Clock);

    /// <summary>Makes the session.</summary>
    /// <param name="arguments">The verb's arguments.</param>
    /// <param name="refusal">Why there is none: exit status and sentence.</param>
    public static Session? TryMake(Arguments arguments, out Outcome? refusal)
    {
        var output = new Output(arguments.Has(CommonOptions.Verbose));
        refusal = null;

        VmId? vmId = null;
        if (arguments.Value(CommonOptions.VmId) is { } id && !VmId.TryParse(id, out vmId))
            refusal = Usage($"--vm-id {id} is not a UUID such as 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11, or is all zeros");
        bool askImds = arguments.Value(CommonOptions.Imds) != CommonOptions.None;
        bool tellWireServer = arguments.Value(CommonOptions.WireServer) != CommonOptions.None;
        var imds = Endpoint(arguments, CommonOptions.Imds, ref refusal);
        var wireServer = Endpoint(arguments, CommonOptions.WireServer, ref refusal);
        if (refusal is not null) return null;

        try
        {
            var root = RootDirectory.Open(arguments.Value(CommonOptions.Root) ?? "/");
            var log = new ProgressLog(output.Tell);
            var patient = new RetryingHttpClient(new PlainHttpClient(Clock.System), output.TellRetry, new Random());
            var settings = LoadSettings(arguments, root, log);
            return new Session(arguments, output, root, log)
            {
                GivenVmId = vmId,
                Settings = settings,
                Imds = askImds ? new ImdsClient(patient, imds ?? ImdsClient.DefaultEndpoint) : null,
                Media = MediaOf(arguments, root, settings),
                AsksRealPlatform = (askImds && imds is null) || (tellWireServer && wireServer is null),
                WireServer = new Lazy<WireServerAccess>(() =>
                {
                    if (!tellWireServer) return new WireServerAccess(null, null);
                    // The lease is looked at only when somebody is to be told, and only on the machine that has it.
                    var client = new WireServerClient(patient, new Lazy<HttpEndpoint>(() => wireServer ?? WireServerAddress.Find(root, Clock.System.UtcNow)));
                    return new WireServerAccess(client, new GoalStateSource(client, log));
                }),
            };
        }
        catch (FileFailure failure)
        {
            refusal = new Outcome(ExitStatus.Configuration, $"{failure.Message}; check --root and --config");
            return null;
        }
        catch (ConfigurationMissing missing)
        {
            refusal = new Outcome(ExitStatus.Configuration, $"--config {missing.Message}: there is no such file; give one that exists");
            return null;
        }
    }

    /// <summary>Says why the platform's answer cannot be used.</summary>
    public ExitStatus Fail(Failure failure)
    {
        Output.Complain(failure.Message);
        return failure.Exit;
    }

    public void Dispose() => Root.Dispose();

    private static Settings LoadSettings(Arguments arguments, RootDirectory root, ProgressLog log)
    {
        if (arguments.Value(CommonOptions.Config) is not { } path)
        {
            try
            {
                return SettingsLoader.Load(path => root.Read(path), path => root.List(path), log.Warn);
            }
            catch (FileFailure unreadable)
            {
                // A VM that does not come up for an odd file in /etc would tell nobody why.
                log.Warn($"the configuration is left aside: {unreadable.Message}");
                return new Settings();
            }
        }
        using var directory = RootDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        byte[]? content = directory.Read("/" + Path.GetFileName(path));
        return content is null ? throw new ConfigurationMissing(path) : SettingsLoader.LoadOnly(Encoding.UTF8.GetString(content), path, log.Warn);
    }

    // A link in an image must not lead to this machine's own pool.
    private string? BelowRoot(string path)
    {
        try
        {
            return Path.Join(Root.Path, Root.Canonical(path));
        }
        catch (FileFailure)
        {
            return null;
        }
    }

    // The devices are the running machine's. For another root they are searched only when asked for, as in an initramfs.
    private static MediaSource? MediaOf(Arguments arguments, RootDirectory root, Settings settings)
    {
        string? path = arguments.Value(CommonOptions.Media);
        bool search = path == CommonOptions.Auto || (path is null && root.IsRunningMachine);
        if (path == CommonOptions.None || (path is null && !search)) return null;
        return new MediaSource(search ? MediaReader.Searching(BlockDevices.OfMachine) : MediaReader.Of(path!), settings.MediaWait);
    }

    private static HttpEndpoint? Endpoint(Arguments arguments, string option, ref Outcome? refusal)
    {
        string? text = arguments.Value(option);
        if (text is null or CommonOptions.None) return null;
        var endpoint = HttpEndpoint.Parse(text);
        if (endpoint is null) refusal = Usage($"{option} {text} is neither none nor an address such as http://169.254.169.254 or http://127.0.0.1:8080: the platform is plain HTTP at an IP address");
        return endpoint;
    }

    private static Outcome Usage(string sentence) => new(ExitStatus.Usage, sentence);

    private sealed record WireServerAccess(WireServerClient? Client, GoalStateSource? GoalStates);

    private sealed class ConfigurationMissing(string path) : Exception(path);
}
