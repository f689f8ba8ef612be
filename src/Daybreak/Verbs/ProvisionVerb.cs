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
        "make this machine match what the platform wants, report, retire",
        """
        Asks the platform what this VM should be, makes the machine match, reports Ready once everything is durable, and
        disables the first-boot unit. A later run of the same VM does nothing; another VM id provisions anew. A failure is
        reported to the platform at once, with its reason. Whatever cuts a run short, the next one goes on from there.
        --phase local asks nobody and tells nobody: it settles what the media alone says, so that the first DHCP request
        carries the right name. --phase all (the default) does whatever is still missing.
        """,
        [new Option(PhaseOption, "PHASE", "local (what the media alone settles) or all (what is still missing)"),
         new Option(Only, "STEP,…", "take these steps alone; nothing is reported and nothing retired"),
         new Option(NoWait, null, "leave what the custom data asks for after Ready to a process of its own")],
        0,
        Run);

    private static ExitStatus Run(Session session) => Provision(session, session.Arguments.Has(NoWait) ? session.Afterwards : null);

    /// <summary>Provisions, and says how it ended in one last line.</summary>
    /// <param name="session">The session.</param>
    /// <param name="afterwards">The command that does what the custom data asks for; null where nobody minds to wait for it.</param>
    public static ExitStatus Provision(Session session, IReadOnlyList<string>? afterwards)
    {
        string[] only = session.Arguments.Value(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (session.Arguments.Has(Only) && only.Length == 0)
        {
            session.Output.Complain($"{Only} {session.Arguments.Value(Only)} names no step");
            return ExitStatus.Usage;
        }
        string phase = session.Arguments.Value(PhaseOption) ?? "all";
        if (phase is not ("local" or "all"))
        {
            session.Output.Complain($"{PhaseOption} {phase}: there is no such phase; there are local, all");
            return ExitStatus.Usage;
        }
        if (phase == "local" && only.Length > 0)
        {
            session.Output.Complain($"{PhaseOption} local and {Only} exclude each other: the listed steps run with every source");
            return ExitStatus.Usage;
        }
        var provisioner = new FirstBootRun(session.RunContext, session.Reader, session.Reports)
        {
            Network = session.AsksRealPlatform ? new NetworkWait(session.Root, session.Kernel, session.Clock) : null,
        };
        var outcome = provisioner.Run(new ProvisioningRequest
        {
            VmId = session.GivenVmId,
            Only = only,
            Phase = phase == "local" ? Phase.Local : Phase.All,
            Afterwards = afterwards,
        });
        session.Output.Tell(outcome.Succeeded ? Severity.Fact : Severity.Failure, outcome.Sentence);
        // Another run that is at work tells for itself, and the local phase is not the end.
        if (!outcome.Succeeded && outcome.Exit != ExitStatus.TryAgain && phase != "local" && only.Length == 0) session.Output.ShowOnConsole(FailureBanner.Lines(outcome, VmIdOf(session)), session.Kernel.IsRunning);
        return outcome.Exit;
    }

    private static string? VmIdOf(Session session)
    {
        try
        {
            return (session.GivenVmId ?? VmId.OfMachine(session.Root))?.ToString();
        }
        catch (FileFailure)
        {
            return null;
        }
    }
}
