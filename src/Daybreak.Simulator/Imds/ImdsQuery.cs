namespace Daybreak.Simulator.Imds;

/// <summary>Checks the query, for all versioned paths of the metadata service.</summary>
/// <param name="versions">The api-versions of this host, oldest first.</param>
internal sealed class ImdsQuery(IReadOnlyList<string> versions)
{
    private const string VersionError = "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds";

    public IReadOnlyList<string> Versions => versions;

    /// <summary>The refusal, or <see langword="null"/> if the query is valid.</summary>
    /// <param name="request">The request.</param>
    /// <param name="misbehaviour">Receives client errors.</param>
    /// <param name="since">The api-version that introduced the path; <see langword="null"/> for the first.</param>
    public Answer? Problem(PlatformRequest request, ICollection<Misbehaviour> misbehaviour, string? since = null)
    {
        if (request.Query.FirstOrDefault(parameter => parameter.Value.Count > 1).Key is { } twice)
            return ImdsAnswer.Refused(misbehaviour, "duplicate-query", $"The query names '{twice}' more than once.", $"Bad request. Duplicate query parameter '{twice}'");
        var version = request.Query["api-version"].ToString();
        if (version.Length == 0) misbehaviour.Add(new Misbehaviour("api-version", "The query has no api-version."));
        // An unsupported version is not a client error: clients may request the newest and fall back on 400.
        return versions.Contains(version) && string.CompareOrdinal(version, since) >= 0 ? null : Hosting.Answer.Json(400, ImdsAnswer.Text(new JsonObject
        {
            ["error"] = VersionError,
            ["newest-versions"] = ImdsAnswer.Strings(versions.TakeLast(3).Reverse()),
        }));
    }
}
