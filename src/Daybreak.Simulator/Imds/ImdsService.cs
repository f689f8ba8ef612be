using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Imds;

/// <summary>The instance metadata service: 169.254.169.254, <c>/metadata/…</c>.</summary>
/// <remarks>
/// The words of the errors for a missing header and a missing api-version are the service's own, as its documentation and its users quote them.
/// The other errors have its form and plausible words. The order of the checks is not documented: rate, forwarding, header, verb, path, query.
/// </remarks>
public sealed class ImdsService(Scenario scenario, CertificateStore certificates, TimeProvider time) : IPlatformService
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Source: the vendor's page of the service, under 429.
    private const int RequestsPerSecond = 5;

    private readonly RateLimit _rate = new(RequestsPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly IReadOnlyList<string> _versions = ApiVersions.UpTo(scenario.Imds.NewestApiVersion);

    /// <inheritdoc/>
    public string Name => "imds";

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => Segments(request) switch
    {
        ["metadata", "instance", ..] => Operations.ImdsInstance,
        ["metadata", "versions"] => Operations.ImdsVersions,
        _ => Operations.ImdsOther,
    };

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (scenario.Imds.RateLimited && !_rate.Admit(request.Client.Address))
        {
            misbehaviour.Add(new Misbehaviour("rate-limit", $"More than {RequestsPerSecond} requests in a second."));
            return Error(429, "Too many requests") with { Headers = [new("Retry-After", "1")] };
        }
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return Error(400, "Bad request. Request with X-Forwarded-For header is not allowed");
        if (!string.Equals(request.Headers["Metadata"], "true", StringComparison.OrdinalIgnoreCase))
        {
            misbehaviour.Add(new Misbehaviour("metadata-header", "The header 'Metadata: true' is missing."));
            return Error(400, "Bad request. Required metadata header not specified");
        }
        if (request.Method != HttpMethods.Get)
        {
            misbehaviour.Add(new Misbehaviour("method", $"{request.Method} was sent where only GET is allowed."));
            return Error(405, "Method not allowed") with { Headers = [new("Allow", "GET")] };
        }
        return Operation(request) switch
        {
            Operations.ImdsVersions => Hosting.Answer.Json(200, new JsonObject { ["apiVersions"] = Strings(_versions) }.ToJsonString(Json)),
            Operations.ImdsInstance => Instance(request, misbehaviour),
            _ => Error(404, "Not found"),
        };
    }

    private Answer Instance(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Query.FirstOrDefault(parameter => parameter.Value.Count > 1).Key is { } twice)
            return Refused(misbehaviour, "duplicate-query", $"The query names '{twice}' more than once.", $"Bad request. Duplicate query parameter '{twice}'");
        if (request.Query["api-version"].ToString() is not { Length: > 0 } version)
        {
            misbehaviour.Add(new Misbehaviour("api-version", "The query names no api-version."));
            return VersionError("Bad request. api-version was not specified in the request. For more information refer to aka.ms/azureimds");
        }
        // A version that is not served is no misbehaviour: asking for the newest and stepping down on 400 is how it is meant.
        if (!_versions.Contains(version)) return VersionError("Bad request. api-version is invalid. For more information refer to aka.ms/azureimds");

        var format = request.Query["format"].ToString();
        if (format is not ("" or "json" or "text"))
            return Refused(misbehaviour, "format", $"The format '{format}' is neither json nor text.", "Bad request. Format is not supported");

        var extended = string.Equals(request.Query["extended"], "true", StringComparison.OrdinalIgnoreCase);
        var document = InstanceDocument.Build(scenario.Vm, certificates, version, extended);
        if (DocumentPath.Find(document, Segments(request).AsSpan(2)) is not { } node) return Error(404, "Not found");
        if (format == "text") return Hosting.Answer.Text(200, DocumentPath.Text(node));
        return node is JsonValue
            ? Refused(misbehaviour, "format", "A leaf was asked for without format=text.", "Bad request. Json format is not supported for a leaf; specify format=text")
            : Hosting.Answer.Json(200, node.ToJsonString(Json));
    }

    private static Answer Refused(ICollection<Misbehaviour> misbehaviour, string rule, string what, string error)
    {
        misbehaviour.Add(new Misbehaviour(rule, what));
        return Error(400, error);
    }

    private Answer VersionError(string error) => Hosting.Answer.Json(400, new JsonObject
    {
        ["error"] = error,
        ["newest-versions"] = Strings(_versions.TakeLast(3).Reverse()),
    }.ToJsonString(Json));

    private static Answer Error(int status, string error) => Hosting.Answer.Json(status, new JsonObject { ["error"] = error }.ToJsonString(Json));

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static string[] Segments(PlatformRequest request) => request.Path.Trim('/').Split('/');
}
