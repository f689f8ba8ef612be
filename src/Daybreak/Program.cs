using Daybreak;
using Daybreak.Platform;
using Daybreak.Verbs;

var output = new Output(verbose: false);
try
{
    CreationMask.SetDefault();
    return (int)Run(args);
}
catch (FileFailure unusable)
{
    output.Complain(unusable.Message);
    return (int)ExitStatus.CannotWrite;
}
catch (Exception defect)
{
    // Everything that can be expected is a value with a sentence of its own; what arrives here is a defect of this program.
    output.Complain($"this is a defect of daybreak {ProductName.Version}, please report it: {defect}");
    return (int)ExitStatus.Defect;
}

ExitStatus Run(string[] arguments)
{
    Verb[] verbs =
    [
        ProvisionVerb.Verb, PlanVerb.Verb, ExplainVerb.Verb, StatusVerb.Verb, TimelineVerb.Verb, ReportVerb.Verb, MetadataVerb.Verb, ValidateVerb.Verb, MigrateVerb.Verb, BootVerb.Verb,
    ];
    if (arguments is [] or ["--help"] or ["help"])
    {
        output.Print(Help.Overview(verbs));
        return arguments.Length == 0 ? ExitStatus.Usage : ExitStatus.Done;
    }
    if (arguments is ["--version"]) return PrintVersion();
    var verb = verbs.FirstOrDefault(candidate => candidate.Name == arguments[0]);
    if (verb is null) return Refuse($"{arguments[0]} is not a verb: daybreak --help lists them", ExitStatus.Usage);

    var parsed = Arguments.TryParse(arguments.AsSpan(1), [.. verb.Options, .. CommonOptions.All], verb.WordsAtMost, out string? error);
    if (parsed is null) return Refuse($"{error}: see daybreak {verb.Name} --help", ExitStatus.Usage);
    if (parsed.Has(CommonOptions.Version)) return PrintVersion();
    if (parsed.Has(CommonOptions.Help))
    {
        output.Print(Help.Of(verb));
        return ExitStatus.Done;
    }
    using var session = Session.TryMake(parsed, out var refusal);
    return session is null ? Refuse(refusal!.Sentence, refusal.Exit) : verb.Run(session);
}

ExitStatus PrintVersion()
{
    output.Print($"daybreak {ProductName.Version}");
    return ExitStatus.Done;
}

ExitStatus Refuse(string sentence, ExitStatus exit)
{
    output.Complain(sentence);
    return exit;
}
