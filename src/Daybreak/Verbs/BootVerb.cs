namespace Daybreak.Verbs;

/// <summary><c>daybreak boot</c></summary>
internal static class BootVerb
{
    private const string Only = "--only";

    public static Verb Verb { get; } = new(
        "boot",
        "",
        "run the tasks that run at every boot",
        """
        Compares the VM id with the journal. If this VM is provisioned and the platform has accepted its report, runs the boot
        steps; this takes a few milliseconds if there is nothing to do. If the disk was captured and belongs to another VM now, or if no
        report was accepted, enables and starts the first-boot units again. Without such a unit, or without systemd, provisions at once.
        Boot steps that format disks or edit a boot loader wait for another instance that does the same.
        """,
        [new Option(Only, "STEP,…", "run only these boot steps, and only if this VM is provisioned")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        var only = session.Arguments.Names(Only);
        if (only.Failure is { } invalid) return session.Fail(invalid);
        var outcome = new BootRun(session.RunContext).Run(session.GivenVmId, session.BackgroundCommand, only.Value!);
        if (outcome is null) return ProvisionVerb.Provision(session, session.BackgroundCommand);
        session.Output.Log(outcome.Succeeded ? Severity.Fact : Severity.Failure, outcome.Sentence);
        return outcome.Exit;
    }
}
