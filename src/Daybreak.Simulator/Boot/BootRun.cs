using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Boot.Processes;
using Daybreak.Simulator.Boot.Reports;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Boot;

/// <summary>One run of <c>boot</c>, from the command line to the exit status.</summary>
public sealed class BootRun(BootRunOptions options)
{
    /// <summary>The exit status when a boot does not match the scenario's expectations.</summary>
    public const int NotAsExpected = 1;

    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var loaded = ScenarioFile.Load(options.Scenario);
        if (loaded.Scenario is not { } scenario)
        {
            foreach (var error in loaded.Errors) await Console.Error.WriteLineAsync(error.ToString()).ConfigureAwait(false);
            return ExitStatus.BadScenario;
        }
        if (MissingFile() is { } missing) return await FailAsync(ExitStatus.NoInput, missing).ConfigureAwait(false);
        var image = ImageRecognition.Recognise(options.Image);
        if (image is RecognisedImage.Refused refused) return await FailAsync(ExitStatus.BadScenario, refused.Reason).ConfigureAwait(false);
        if (OutputFile.Problem(options.ConsoleFile, options.JsonFile, options.JUnitFile) is { } unwritable) return await FailAsync(ExitStatus.CannotWrite, unwritable).ConfigureAwait(false);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });
        // Clean up disks and keys when the terminal closes, too.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => { signal.Cancel = true; stop.Cancel(); });
        using var directory = RunDirectory.Make();
        var request = new BootRequest(image, scenario, directory.Path)
        {
            TimeLimit = options.TimeLimit,
            MemoryMib = options.MemoryMib,
            Generation = options.Generation,
            Kernel = options.Kernel,
            Accelerator = options.Accelerator,
            ConsoleFile = options.ConsoleFile is null ? null : Path.GetFullPath(options.ConsoleFile),
        };
        if (Requirement.Missing(image is RecognisedImage.Root ? Requirement.ForContainer : Requirement.ForVirtualMachine(!request.IsFirstGeneration)) is { } needs)
            return await FailAsync(ExitStatus.Unavailable, needs).ConfigureAwait(false);
        if (await Requirement.MissingRightsAsync().ConfigureAwait(false) is { } rights) return await FailAsync(ExitStatus.NoPermission, rights).ConfigureAwait(false);
        return await BootAsync(request, stop.Token).ConfigureAwait(false);
    }

    private async Task<int> BootAsync(BootRequest request, CancellationToken stop)
    {
        try
        {
            var session = await BootSession.StartAsync(request, stop).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var subject = new BootSubject(options.Image, options.Scenario, Machine(session));
                Console.WriteLine($"{options.Image} boots as VM {request.Scenario.Vm.Name} of scenario '{options.Scenario}' ({subject.Machine})");
                var record = await new BootWatch(session, request).RunAsync(stop).ConfigureAwait(false);
                var result = BootResult.Of(record, request.Scenario.Expect);
                foreach (var line in TextReport.Lines(record, result)) Console.WriteLine(line);
                if (options.JsonFile is { } json) await File.WriteAllTextAsync(json, JsonReport.Write(subject, record, result), CancellationToken.None).ConfigureAwait(false);
                if (options.JUnitFile is { } junit) JUnitReport.Write(subject, record, result).Save(junit);
                if (!result.AsExpected) ShowConsole(session);
                if (options.Keep && !stop.IsCancellationRequested) await KeepAsync(session, record, stop).ConfigureAwait(false);
                return result.AsExpected ? ExitStatus.Done : NotAsExpected;
            }
        }
        catch (Exception e) when (e is CommandFailedException or TimeoutException or InvalidOperationException or CannotListenException or Win32Exception)
        {
            return await FailAsync(ExitStatus.Unavailable, $"cannot set up the machine: {e.Message}").ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(ExitStatus.CannotWrite, e.Message).ConfigureAwait(false);
        }
    }

    private static string Machine(BootSession session) => session.Accelerator switch
    {
        Accelerator.Kvm => "kvm",
        Accelerator.Emulation => "emulation",
        _ => "container",
    };

    private void ShowConsole(BootSession session)
    {
        if (session.Machine.Console.Length == 0)
        {
            Console.WriteLine("The serial console printed nothing. Check that the image's kernel command line has console=ttyS0.");
            return;
        }
        Console.WriteLine("Last console output:");
        Console.WriteLine(Wait.Tail(session.Machine.Console, 20));
        if (options.ConsoleFile is not null) Console.WriteLine($"The complete output is in {options.ConsoleFile}.");
    }

    private static async Task KeepAsync(BootSession session, BootRecord record, CancellationToken stop)
    {
        var login = session.Login;
        if (login is not null && record.Address is { } address)
            Console.WriteLine($"To log in:\n  {string.Join(' ', [.. session.Segment.EnterCommand, .. login.Words, .. SshClient.Options, $"{login.User}@{address}"])}");
        Console.WriteLine("The machine runs until Ctrl-C.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the expected way to end.
        }
    }

    private string? MissingFile() => new[] { Directory.Exists(options.Image) ? null : options.Image, options.Kernel?.Image, options.Kernel?.InitialRamDisk }.FirstOrDefault(file => file is not null && !File.Exists(file)) is { } missing ? $"no such file: '{missing}'." : null;

    private static async Task<int> FailAsync(int status, string sentence)
    {
        await Console.Error.WriteLineAsync($"daybreak-simulator: {sentence}").ConfigureAwait(false);
        return status;
    }
}
