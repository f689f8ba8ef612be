using Daybreak.Platform.Imds;

namespace Daybreak.Verbs;

/// <summary><c>daybreak metadata</c></summary>
internal static class MetadataVerb
{
    public static Verb Verb { get; } = new(
        "metadata",
        "[PATH]",
        "query IMDS",
        """
        Prints the value at PATH in the instance metadata service (IMDS), such as instance/compute/name or
        instance/network/interface/0/macAddress (default: instance). A single value is printed as text, anything else as JSON;
        with --json, everything is JSON. Sends one request with the newest api-version that the service supports. Retries stay
        below the service's limit of five requests a second.
        """,
        [],
        1,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        if (session.Imds is null) return session.Fail(Arguments.Invalid("metadata requires IMDS: remove --imds none"));
        string path = session.Arguments.Words is [var given] ? given : "instance";
        if (MetadataQuery.Parse(path) is not { } query)
            return session.Fail(Arguments.Invalid($"invalid path {path}; expected a path such as instance/compute/name"));
        var answer = session.Imds.Fetch(query.Target, "", session.ShortDeadline);
        if (answer.Failure is { } failure) return session.Fail(failure);

        var selected = query.Select(answer.Value!.Body, session.Json);
        if (selected.Failure is { } unusable) return session.Fail(unusable);
        session.Output.Print(selected.Value!);
        return ExitStatus.Done;
    }
}
