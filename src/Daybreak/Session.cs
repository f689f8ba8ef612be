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

/// <summary>What a verb works with, created from the common options.</summary>
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

    /// <summary>The VM id of the command line, or else the machine's own; null if the machine has none.</summary>
    public VmId? VmId => GivenVmId ?? VmId.OfMachine(Root);

    public ImdsClient? Imds { get; private init; }

    public Settings Settings { get; private init; } = new();

    /// <summary>Whether the run uses the platform's own addresses and so depends on the machine's network.</summary>
    public bool UsesRealPlatform { get; private init; }

    private MediaSource? Media { get; init; }

    private Lazy<WireServerAccess> WireServer { get; init; } = new(() => new WireServerAccess(null, null));

    public bool Json => Arguments.Has(CommonOptions.Json);

    /// <summary>What a run works with.</summary>
    public RunContext RunContext => new(Root, Kernel, Settings, Clock, ProgressLog, Stopwatch);

    /// <summary>Reads the VM specification from the sources.</summary>
    public SpecificationReader Reader
    {
        get
        {
            var (client, goalStates) = WireServer.Value;
            var certificates = client is null ? null : new CertificateSource(client, goalStates!, FindCertificateProgram());
            return new SpecificationReader(Media, Imds, certificates, new ProxyAgent(Root, Kernel), ProgressLog, Stopwatch) { MachineId = VmId };
        }
    }

    /// <summary>Reports to the WireServer; null with <c>--wireserver none</c>.</summary>
    public Reporter? Reporter =>
        WireServer.Value is { Client: { } client, GoalStates: { } goalStates } ? new Reporter(client, goalStates, Settings.HealthProtocol, ProgressLog) : null;

    /// <summary>Reports the end of a provisioning run to the WireServer and to the key-value pool.</summary>
    public Reports Reports => new(
        Reporter, new KvpChannel(new KvpPool(BelowRoot(KvpPool.GuestToHost), Clock), Clock.Time), ProgressLog);

    /// <summary>The command that continues in the background, with the same options.</summary>
    public IReadOnlyList<string> BackgroundCommand =>
        [Environment.ProcessPath ?? "/usr/sbin/daybreak", "provision", .. Arguments.Given(CommonOptions.All)];

    /// <summary>The deadline of verbs that only read: one minute.</summary>
    public Deadline ShortDeadline => Deadline.In(TimeSpan.FromMinutes(1), Clock);

    /// <summary>Creates the session.</summary>
    /// <param name="arguments">The verb's arguments.</param>
    public static Result<Session> Create(Arguments arguments)
    {
        VmId? vmId = null;
        if (arguments.Value(CommonOptions.VmId) is { } id && !VmId.TryParse(id, out vmId))
            return Arguments.Invalid($"--vm-id {id}: expected a UUID that is not all zeros, such as 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11");
        if ((InvalidEndpoint(arguments, CommonOptions.Imds) ?? InvalidEndpoint(arguments, CommonOptions.WireServer)) is { } invalid) return invalid;
        bool usesImds = arguments.Value(CommonOptions.Imds) != CommonOptions.None;
        bool reports = arguments.Value(CommonOptions.WireServer) != CommonOptions.None;
        var imds = Endpoint(arguments, CommonOptions.Imds);
        var wireServer = Endpoint(arguments, CommonOptions.WireServer);
        try
        {
            var output = new Output(arguments.Has(CommonOptions.Verbose));
            var root = RootDirectory.Open(arguments.Value(CommonOptions.Root) ?? "/");
            var log = new ProgressLog(output.Log);
            var loaded = LoadSettings(arguments, root, log);
            if (loaded.Value is not { } settings) return loaded.Failure!;
            var http = new RetryingHttpClient(new PlainHttpClient(Clock.System), output.LogRetry, new Random());
            return new Session(arguments, output, root, log)
            {
                GivenVmId = vmId,
                Settings = settings,
                Imds = usesImds ? new ImdsClient(http, imds ?? ImdsClient.DefaultEndpoint) : null,
                Media = MediaOf(arguments, root, settings),
                UsesRealPlatform = (usesImds && imds is null) || (reports && wireServer is null),
                WireServer = new Lazy<WireServerAccess>(() =>
                {
                    if (!reports) return new WireServerAccess(null, null);
                    // Read the lease only for a report, and only on the machine that has it.
                    var client = new WireServerClient(http, new Lazy<HttpEndpoint>(() => wireServer ?? WireServerAddress.Find(root, Clock.System.UtcNow)));
                    return new WireServerAccess(client, new GoalStateSource(client, log));
                }),
            };
        }
        catch (FileFailure failure)
        {
            return new Failure(ExitStatus.Configuration, "unusable file", $"{failure.Message}; check --root and --config");
        }
    }

    /// <summary>The content of a file that the caller names, which need not be below the root; null if it does not exist.</summary>
    public static byte[]? ReadGivenFile(string path)
    {
        if (path.Length == 0) return null;
        using var directory = RootDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        return directory.Read("/" + Path.GetFileName(path));
    }

    /// <summary>Prints a failure.</summary>
    /// <returns>Its exit status.</returns>
    public ExitStatus Fail(Failure failure)
    {
        Output.PrintError(failure.Message);
        return failure.Exit;
    }

    public void Dispose() => Root.Dispose();

    private static Result<Settings> LoadSettings(Arguments arguments, RootDirectory root, ProgressLog log)
    {
        if (arguments.Value(CommonOptions.Config) is { } path)
        {
            return ReadGivenFile(path) is { } content
                ? SettingsLoader.LoadOnly(Encoding.UTF8.GetString(content), path, log.Warn)
                : new Failure(ExitStatus.Configuration, "no such file", $"--config {path}: no such file; check --config");
        }
        try
        {
            return SettingsLoader.Load(path => root.Read(path), path => root.List(path), log.Warn);
        }
        catch (FileFailure unreadable)
        {
            // Without provisioning there would be no report, and so no visible reason.
            log.Warn($"the configuration is ignored: {unreadable.Message}");
            return new Settings();
        }
    }

    private static string? FindCertificateProgram()
    {
        const string name = "daybreak-certificates";
        string? own = Path.GetDirectoryName(Environment.ProcessPath);
        string?[] paths = [own is null ? null : Path.Combine(own, name), $"/usr/lib/daybreak/{name}", $"/usr/libexec/daybreak/{name}"];
        return paths.FirstOrDefault(File.Exists);
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

    // The devices belong to the running machine. For another root, as in an initramfs, they are searched only with --media auto.
    private static MediaSource? MediaOf(Arguments arguments, RootDirectory root, Settings settings)
    {
        string? path = arguments.Value(CommonOptions.Media);
        bool search = path == CommonOptions.Auto || (path is null && root.IsRunningMachine);
        if (path == CommonOptions.None || (path is null && !search)) return null;
        return new MediaSource(search ? MediaReader.Searching(BlockDevices.OfMachine) : MediaReader.Of(path!), settings.MediaWait);
    }

    private static HttpEndpoint? Endpoint(Arguments arguments, string option) =>
        arguments.Value(option) is { } text and not CommonOptions.None ? HttpEndpoint.Parse(text) : null;

    private static Failure? InvalidEndpoint(Arguments arguments, string option) =>
        arguments.Value(option) is { } text and not CommonOptions.None && HttpEndpoint.Parse(text) is null
            ? Arguments.Invalid($"{option} {text}: expected none, or http and an IP address, such as http://127.0.0.1:8080")
            : null;

    private sealed record WireServerAccess(WireServerClient? Client, GoalStateSource? GoalStates);
}
