using System.Text.Json.Nodes;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;

namespace Daybreak.Simulator.Imds;

/// <summary><c>/metadata/identity</c> of a VM that has no managed identity: every simulated VM.</summary>
internal static class ManagedIdentity
{
    /// <param name="below">The path's segments below <c>/metadata/identity</c>.</param>
    /// <param name="request">The request, whose query has been judged.</param>
    /// <param name="misbehaviour">What the client did wrong is added here.</param>
    public static Answer Answer(ReadOnlySpan<string> below, PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        switch (below)
        {
            case ["oauth2", "token"] when request.Query["resource"].ToString().Length == 0:
                misbehaviour.Add(new Misbehaviour("resource", "The query names no resource that the token is for."));
                return Error("invalid_request", "Required query variable 'resource' is missing");
            case ["oauth2", "token"]:
                return Error("invalid_request", "Identity not found");
            default:
                return ImdsAnswer.Error(404, "Not found");
        }
    }

    // The form of OAuth 2.0 (RFC 6749, 5.2), which this category has in place of the service's own.
    private static Answer Error(string error, string description) => ImdsAnswer.Document(new JsonObject { ["error"] = error, ["error_description"] = description }, 400);
}
