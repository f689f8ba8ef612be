namespace Daybreak.Simulator.Imds;

/// <summary><c>/metadata/identity</c>. Simulated VMs have no managed identity.</summary>
internal static class ManagedIdentity
{
    /// <param name="below">The path's segments below <c>/metadata/identity</c>.</param>
    /// <param name="request">The request, with a valid query.</param>
    /// <param name="misbehaviour">Receives client errors.</param>
    public static Answer Answer(ReadOnlySpan<string> below, PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        switch (below)
        {
            case ["oauth2", "token"] when request.Query["resource"].ToString().Length == 0:
                misbehaviour.Add(new Misbehaviour("resource", "The query has no resource."));
                return Error("invalid_request", "Required query variable 'resource' is missing");
            case ["oauth2", "token"]:
                return Error("invalid_request", "Identity not found");
            default:
                return ImdsAnswer.Error(404, "Not found");
        }
    }

    // This path uses the error format of OAuth 2.0 (RFC 6749, 5.2), not the service's.
    private static Answer Error(string error, string description) => ImdsAnswer.Document(new JsonObject { ["error"] = error, ["error_description"] = description }, 400);
}
