using System.Text;
using Daybreak.CommandLine;
using Daybreak.Machine.Files;
using Daybreak.Machine.Identity;
using Daybreak.Machine.Kernel;
using Daybreak.Platform;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Media;
using Daybreak.Platform.Time;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning;
using Daybreak.Provisioning.Configuration;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Telling;
using Daybreak.Provisioning.Timing;

namespace Daybreak;

/// <summary>What a verb works with, made from the common options once they are known to be right.</summary>
internal sealed class Session : IDisposable
{
    private Session(Arguments arguments, Output output, RootDirectory root, Narrator narrator)
    {
        Arguments = arguments;
        Output = output;
        Root = root;
        Narrator = narrator;
        Kernel = root.IsRunningMachine ? new RunningKernel(root, TimeProvider.System) : new NoKernel();
    }

    public Arguments Arguments { get; }

    public Output Output { get; }

    public RootDirectory Root { get; }

    public Narrator Narrator { get; }

    public IKernel Kernel { get; }

    public Clock Clock { get; } = Clock.System;

    public Stopwatch Stopwatch { get; } = new(TimeProvider.System);

    public Settings Settings { get; private init; } = new();

    public VmId? GivenVmId { get; private init; }

    public ImdsClient? Imds { get; private init; }

    public WireServerClient? WireServer { get; private init; }

    public bool Json => Arguments.Has(CommonOptions.Json);

    public SpecificationReader Reader => new(Imds, Narrator, Stopwatch);

    /// <summary>For verbs whose result alone belongs on standard output.</summary>
    public SpecificationReader QuietReader => new(Imds, new Narrator((weight, line) =>
    {
        if (weight != Weight.Fact) Output.Tell(weight, line);
    }), Stopwatch);

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
        var imds = Endpoint(arguments, CommonOptions.Imds, ImdsClient.DefaultEndpoint, ref refusal);
        var wireServer = Endpoint(arguments, CommonOptions.WireServer, WireServerClient.DefaultEndpoint, ref refusal);
        if (refusal is not null) return null;

        try
        {
            var root = RootDirectory.Open(arguments.Value(CommonOptions.Root) ?? "/");
            var narrator = new Narrator(output.Tell);
            var patient = new PatientClient(new PlainHttpClient(Clock.System), narrator.Say, new Random());
            return new Session(arguments, output, root, narrator)
            {
                GivenVmId = vmId,
                Imds = imds is null ? null : new ImdsClient(patient, imds),
                WireServer = wireServer is null ? null : new WireServerClient(patient, wireServer),
                Settings = LoadSettings(arguments, root, narrator),
            };
        }
        catch (FileFailure failure)
        {
            refusal = new Outcome(ExitStatus.Configuration, failure.Message);
            return null;
        }
        catch (ConfigurationMissing missing)
        {
            refusal = new Outcome(ExitStatus.Configuration, $"--config {missing.Message}: there is no such file");
            return null;
        }
    }

    /// <summary>Says why the platform's answer cannot be used.</summary>
    public ExitStatus Fail(PlatformFailure failure)
    {
        Output.Complain(failure.Sentence);
        return failure.Kind == PlatformFailureKind.BadData ? ExitStatus.BadData : ExitStatus.Unreachable;
    }

    public void Dispose() => Root.Dispose();

    private static Settings LoadSettings(Arguments arguments, RootDirectory root, Narrator narrator)
    {
        if (arguments.Value(CommonOptions.Config) is not { } path) return SettingsLoader.Load(root, narrator.Warn);
        using var directory = RootDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        byte[]? content = directory.Read("/" + Path.GetFileName(path));
        return content is null ? throw new ConfigurationMissing(path) : SettingsLoader.LoadOnly(Encoding.UTF8.GetString(content), path, narrator.Warn);
    }

    private static HttpEndpoint? Endpoint(Arguments arguments, string option, HttpEndpoint standard, ref Outcome? refusal)
    {
        string? text = arguments.Value(option);
        if (text is null) return standard;
        if (text == CommonOptions.None) return null;
        var endpoint = HttpEndpoint.Parse(text);
        if (endpoint is null) refusal = Usage($"{option} {text} is not an address such as http://169.254.169.254 or http://127.0.0.1:8080: the platform is plain HTTP at an IP address");
        return endpoint;
    }

    private static Outcome Usage(string sentence) => new(ExitStatus.Usage, sentence);

    private sealed class ConfigurationMissing(string path) : Exception(path);
}
