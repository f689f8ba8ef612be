using Daybreak.Provisioning.Sources;

namespace Daybreak.Verbs;

/// <summary><c>daybreak provision</c></summary>
internal static class ProvisionVerb
{
    private const string Only = "--only";
    private const string PhaseOption = "--phase";
    private const string NoWait = "--no-wait";

    public static Verb Verb { get; } = new(
        "provision",
        "",
        "provision the VM, report Ready, disable the first-boot units",
        """
        Reads the VM's configuration from the platform, applies it, reports Ready when every change is on disk, and disables the
        first-boot units. If this VM is already provisioned, does nothing. If provisioning fails, reports the reason to the
        platform at once. If a run is interrupted, the next run continues.
        """,
        [new Option(PhaseOption, "PHASE", "local: only what the media alone decides, without network and report; all (default): the rest"),
         new Option(Only, "STEP,…", "run only these steps; send no report and disable no unit"),
         new Option(NoWait, null, "run custom data in the background after Ready")],
        0,
        Run);

    private static ExitStatus Run(Session session) => Provision(session, session.Arguments.Has(NoWait) ? session.BackgroundCommand : null);

    /// <summary>Provisions the VM. The last line that it prints is the outcome.</summary>
    /// <param name="session">The session.</param>
    /// <param name="backgroundCommand">The command that runs custom data after Ready in the background; null to run it here.</param>
    public static ExitStatus Provision(Session session, IReadOnlyList<string>? backgroundCommand)
    {
        var only = session.Arguments.Names(Only);
        if (only.Failure is { } invalid) return session.Fail(invalid);
        string phase = session.Arguments.Value(PhaseOption) ?? "all";
        if (phase is not ("local" or "all")) return session.Fail(Arguments.Invalid($"{PhaseOption} {phase}: expected local or all"));
        if (phase == "local" && only.Value is not [])
            return session.Fail(Arguments.Invalid($"{PhaseOption} local and {Only} exclude each other: the listed steps need every source"));
        var run = new FirstBootRun(session.RunContext, session.Reader, session.Reports)
        {
            Network = session.UsesRealPlatform ? new NetworkWait(session.Root, session.Kernel, session.Clock) : null,
        };
        var outcome = run.Run(new ProvisioningRequest
        {
            VmId = session.GivenVmId,
            Only = only.Value!,
            Phase = phase == "local" ? Phase.Local : Phase.All,
            Afterwards = backgroundCommand,
        });
        session.Output.Log(outcome.Succeeded ? Severity.Fact : Severity.Failure, outcome.Sentence);
        // If another instance is running, it shows its own failure. After the local phase, the network phase follows.
        if (!outcome.Succeeded && outcome.Exit != ExitStatus.TryAgain && phase != "local" && only.Value is [])
            session.Output.ShowOnConsole(FailureBanner.Lines(outcome, VmIdText(session)), session.Kernel.IsRunning);
        return outcome.Exit;
    }

    private static string? VmIdText(Session session)
    {
        try
        {
            return session.VmId?.ToString();
        }
        catch (FileFailure)
        {
            return null;
        }
    }
}
