using Daybreak.Platform.Imds;

namespace Daybreak.Verbs;

/// <summary><c>daybreak metadata</c></summary>
internal static class MetadataVerb
{
    public static Verb Verb { get; } = new(
        "metadata",
        "[PATH]",
        "ask the instance metadata service, politely",
        """
        Prints what IMDS says below PATH, such as instance/compute/name or instance/network/interface/0/macAddress (default:
        instance). A single value is printed as text, everything else as JSON; --json prints JSON always. One request, with
        the newest api-version that the service knows; its limit of five requests a second is kept, retries included.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        if (session.Imds is null)
        {
            session.Output.Complain("--imds none: give the address of IMDS");
            return ExitStatus.Usage;
        }
        var query = MetadataQuery.Parse(session.Arguments.Words.Count == 0 ? "instance" : session.Arguments.Words[0]);
        if (query is null)
        {
            session.Output.Complain($"{session.Arguments.Words[0]} is not a path such as instance/compute/name");
            return ExitStatus.Usage;
        }
        var answer = session.Imds.Fetch(query.Target, "", session.ShortDeadline);
        if (answer.Failure is { } failure) return session.Fail(failure);

        var shown = query.Select(answer.Value!.Body, session.Json);
        if (shown.Failure is { } unusable) return session.Fail(unusable);
        session.Output.Print(shown.Value!);
        return ExitStatus.Done;
    }
}
