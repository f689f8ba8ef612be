using Daybreak;
using Daybreak.Platform;
using Daybreak.Verbs;

var output = new Output(verbose: false);
try
{
    CreationMask.SetDefault();
    return (int)Run(args);
}
catch (FileFailure failure)
{
    output.PrintError(failure.Message);
    return (int)ExitStatus.CannotWrite;
}
catch (Exception bug)
{
    // Every expected failure is a value; an exception that arrives here is a bug.
    output.PrintError($"internal error in daybreak {ProductName.Version}; please report it: {bug}");
    return (int)ExitStatus.Defect;
}

ExitStatus Run(string[] arguments)
{
    Verb[] verbs =
    [
        ProvisionVerb.Verb, PlanVerb.Verb, ExplainVerb.Verb, StatusVerb.Verb, TimelineVerb.Verb,
        ReportVerb.Verb, MetadataVerb.Verb, ValidateVerb.Verb, MigrateVerb.Verb, BootVerb.Verb,
    ];
    if (arguments is [] or ["--help"] or ["help"])
    {
        output.Print(Help.Overview(verbs));
        return arguments.Length == 0 ? ExitStatus.Usage : ExitStatus.Done;
    }
    if (arguments is ["--version"]) return PrintVersion();
    var verb = verbs.FirstOrDefault(candidate => candidate.Name == arguments[0]);
    if (verb is null) return Fail(Arguments.Invalid($"unknown verb {arguments[0]}; daybreak --help lists the verbs"));

    var parsed = Arguments.Parse(arguments.AsSpan(1), [.. verb.Options, .. CommonOptions.All], verb.MaximumWords);
    if (parsed.Value is not { } given) return Fail(parsed.Failure! with { Action = $"see daybreak {verb.Name} --help" });
    if (given.Has(CommonOptions.Version)) return PrintVersion();
    if (given.Has(CommonOptions.Help))
    {
        output.Print(Help.Of(verb));
        return ExitStatus.Done;
    }
    var created = Session.Create(given);
    using var session = created.Value;
    return session is null ? Fail(created.Failure!) : verb.Run(session);
}

ExitStatus PrintVersion()
{
    output.Print($"daybreak {ProductName.Version}");
    return ExitStatus.Done;
}

ExitStatus Fail(Failure failure)
{
    output.PrintError(failure.Message);
    return failure.Exit;
}
