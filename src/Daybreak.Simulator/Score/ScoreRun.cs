using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Boot.Processes;
using Daybreak.Simulator.Commands;
using Spectre.Console;

namespace Daybreak.Simulator.Score;

/// <summary>One run of <c>score</c>: every agent in every scenario, one boot after another.</summary>
public sealed class ScoreRun(ScoreOptions options)
{
    private static readonly TimeSpan InspectionLimit = TimeSpan.FromMinutes(2);

    private readonly HashSet<Accelerator> _accelerators = [];

    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var scenarios = new List<KeyValuePair<string, Scenario>>();
        foreach (var name in options.Scenarios)
        {
            var loaded = ScenarioFile.Load(name);
            if (loaded.Scenario is null)
            {
                foreach (var error in loaded.Errors) await Console.Error.WriteLineAsync(error.ToString()).ConfigureAwait(false);
                return ExitStatus.BadScenario;
            }
            scenarios.Add(KeyValuePair.Create(name, loaded.Scenario));
        }
        var images = new List<KeyValuePair<string, RecognisedImage>>();
        foreach (var (agent, path) in options.Agents)
        {
            if (!File.Exists(path) && !Directory.Exists(path)) return await FailAsync(ExitStatus.NoInput, $"no such file: '{path}'.").ConfigureAwait(false);
            var image = ImageRecognition.Recognise(path);
            if (image is RecognisedImage.Refused refused) return await FailAsync(ExitStatus.BadScenario, refused.Reason).ConfigureAwait(false);
            images.Add(KeyValuePair.Create(agent, image));
        }
        if (new[] { options.InspectionKey, options.Kernel?.Image, options.Kernel?.InitialRamDisk }.FirstOrDefault(file => file is not null && !File.Exists(file)) is { } missing)
            return await FailAsync(ExitStatus.NoInput, $"no such file: '{missing}'.").ConfigureAwait(false);
        if (OutputFile.Problem(options.MarkdownFile, options.JsonFile) is { } unwritable) return await FailAsync(ExitStatus.CannotWrite, unwritable).ConfigureAwait(false);
        var requirements = images.SelectMany(image => image.Value is RecognisedImage.Root ? Requirement.ForContainer : Requirement.ForVirtualMachine(options is { Kernel: null, Generation: not 1 }));
        if (Requirement.Missing(requirements.Distinct()) is { } needs) return await FailAsync(ExitStatus.Unavailable, needs).ConfigureAwait(false);
        if (await Requirement.MissingRightsAsync().ConfigureAwait(false) is { } rights) return await FailAsync(ExitStatus.NoPermission, rights).ConfigureAwait(false);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });
        var boots = new List<ScoredBoot>();
        foreach (var (scenarioName, scenario) in scenarios)
        {
            foreach (var (agent, image) in images)
            {
                if (stop.IsCancellationRequested) return BootRun.NotAsExpected;
                try
                {
                    boots.Add(await BootAsync(agent, image, scenarioName, scenario, stop.Token).ConfigureAwait(false));
                    var (done, total) = boots[^1].Points;
                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{scenarioName}: {agent}: {done} of {total}")).ConfigureAwait(false);
                }
                catch (Exception e) when (e is CommandFailedException or TimeoutException or InvalidOperationException or CannotListenException or Win32Exception)
                {
                    return await FailAsync(ExitStatus.Unavailable, $"cannot set up {agent} in '{scenarioName}': {e.Message}").ConfigureAwait(false);
                }
                // Write after each boot, because a run takes long and may be interrupted.
                await WriteAsync(boots).ConfigureAwait(false);
            }
        }
        AnsiConsole.Write(ScoreTable.ForTerminal(boots));
        return ExitStatus.Done;
    }

    private async Task<ScoredBoot> BootAsync(string agent, RecognisedImage image, string scenarioName, Scenario scenario, CancellationToken stop)
    {
        using var directory = RunDirectory.Make();
        var request = new BootRequest(image, scenario, directory.Path) { TimeLimit = options.TimeLimit, Kernel = options.Kernel, Generation = options.Generation, Accelerator = options.Accelerator };
        var session = await BootSession.StartAsync(request, stop).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            if (session.Accelerator is { } used) _accelerators.Add(used);
            var record = await new BootWatch(session, request).RunAsync(stop).ConfigureAwait(false);
            var wanted = Expectations.Of(session.Scenario);
            return new ScoredBoot(agent, scenarioName, record, Assessment.Assess(wanted, record, await InspectAsync(session, wanted).ConfigureAwait(false)));
        }
    }

    private async Task<ILookup<string, string>?> InspectAsync(BootSession session, Expectations wanted)
    {
        if (session.Machine.Address is not { } address || !session.Machine.IsOn) return null;
        var client = session.Machine.Client(new SshLogin.ByKey("root", Path.GetFullPath(options.InspectionKey)));
        try
        {
            await Wait.UntilAsync(async () => await client.TryAsync(address).ConfigureAwait(false) is null, InspectionLimit, "root's login", session.Machine.FailureReason).ConfigureAwait(false);
            return await Inspection.RunAsync(client, address, wanted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or CommandFailedException)
        {
            await Console.Error.WriteLineAsync($"daybreak-simulator: cannot inspect the machine: {e.Message}").ConfigureAwait(false);
            return null;
        }
    }

    private async Task WriteAsync(List<ScoredBoot> boots)
    {
        var now = TimeProvider.System.GetUtcNow();
        // One emulated boot makes times that are not those of KVM.
        var machine = _accelerators.SetEquals([Accelerator.Kvm]) ? "kvm" : "emulation";
        if (options.JsonFile is { } json) await File.WriteAllTextAsync(json, ScoreJson.Write(boots, now, machine)).ConfigureAwait(false);
        if (options.MarkdownFile is not { } markdown) return;
        var title = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}, {(machine == "kvm" ? "KVM" : "processor emulated")}, {Environment.ProcessorCount} processors on the host, 2 in the machine.\n\n");
        await File.WriteAllTextAsync(markdown, title + ScoreTable.ForDocument(boots)).ConfigureAwait(false);
    }

    private static async Task<int> FailAsync(int status, string sentence)
    {
        await Console.Error.WriteLineAsync($"daybreak-simulator: {sentence}").ConfigureAwait(false);
        return status;
    }
}
