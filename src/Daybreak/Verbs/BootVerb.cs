namespace Daybreak.Verbs;

/// <summary><c>daybreak boot</c></summary>
internal static class BootVerb
{
    private const string Only = "--only";

    public static Verb Verb { get; } = new(
        "boot",
        "",
        "what is due at every boot: a changed VM id, an unsent report, the machine's surroundings",
        """
        Compares the VM's identity with the journal. Where this VM is provisioned and the platform knows it, the boot steps are
        taken: a few milliseconds when nothing is due. Otherwise (the disk was captured and is another VM now, or the report
        was never accepted) the first-boot unit is enabled and started again; where there is no unit, or no systemd running
        to start it, provisioning runs at once. Two of them take turns.
        """,
        [new Option(Only, "STEP,…", "take these boot steps alone, and only where this VM is provisioned")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        string[] only = session.Arguments.Value(Only)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (session.Arguments.Has(Only) && only.Length == 0)
        {
            session.Output.Complain($"{Only} {session.Arguments.Value(Only)} names no step");
            return ExitStatus.Usage;
        }
        if (new BootRun(session.RunContext).Run(session.GivenVmId, session.Afterwards, only) is not { } outcome) return ProvisionVerb.Provision(session, session.Afterwards);
        session.Output.Tell(outcome.Succeeded ? Severity.Fact : Severity.Failure, outcome.Sentence);
        return outcome.Exit;
    }
}
