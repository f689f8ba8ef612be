using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Imds;

/// <summary>The instance metadata service: 169.254.169.254, <c>/metadata/…</c>.</summary>
/// <remarks>
/// The error texts for a missing header and a wrong api-version are the service's, as documented and quoted by users. The other errors have
/// its format and plausible texts. The order of checks is not documented: rate, forwarding, header, start, signature, path, verb, query.
/// </remarks>
public sealed class ImdsService : IPlatformService
{
    /// <summary>Its name in the log and in scenarios.</summary>
    public const string ServiceName = "imds";

    // Source: the vendor's page of the service, "Rate limiting".
    private const int RequestsPerSecond = 5;
    private const int IdentityRequestsPerSecond = 20;
    private const string AttestedSince = "2018-10-01";
    private const string IdentitySince = "2018-02-01";
    private const string LoadBalancerSince = "2020-10-01";

    private readonly HostState _host;
    private readonly RateLimit _rate;
    private readonly RateLimit _identityRate;
    private readonly ImdsQuery _query;
    private readonly AttestedDocument _attested;
    private int _documents;

    /// <summary>Creates the service for one VM.</summary>
    public ImdsService(HostState host)
    {
        _host = host;
        _rate = new RateLimit(RequestsPerSecond, TimeSpan.FromSeconds(1), host.Time);
        _identityRate = new RateLimit(IdentityRequestsPerSecond, TimeSpan.FromSeconds(1), host.Time);
        _query = new ImdsQuery(ApiVersions.UpTo(host.Scenario.Imds.NewestApiVersion));
        _attested = new AttestedDocument(host.Time);
    }

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => Segments(request) switch
    {
        ["metadata", "instance", ..] => Operations.ImdsInstance,
        ["metadata", "versions"] => Operations.ImdsVersions,
        ["metadata", "reprovisiondata"] => Operations.ImdsReprovisionData,
        ["metadata", "attested", "document"] => Operations.ImdsAttested,
        ["metadata", "scheduledevents"] => Operations.ImdsScheduledEvents,
        ["metadata", "identity", ..] => Operations.ImdsIdentity,
        ["metadata", "loadbalancer"] => Operations.ImdsLoadBalancer,
        _ => Operations.ImdsOther,
    };

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var operation = Operation(request);
        if (Refused(request, operation, misbehaviour) is { } refusal) return refusal;
        return operation switch
        {
            Operations.ImdsVersions => ImdsAnswer.Document(new JsonObject { ["apiVersions"] = ImdsAnswer.Strings(_query.Versions) }),
            Operations.ImdsInstance => Instance(request, misbehaviour),
            Operations.ImdsReprovisionData => Reprovision(request, misbehaviour),
            Operations.ImdsAttested => _query.Problem(request, misbehaviour, AttestedSince) ?? _attested.Answer(_host.Vm, request, misbehaviour),
            Operations.ImdsScheduledEvents => ScheduledEvents.Answer(request, misbehaviour),
            Operations.ImdsIdentity => _query.Problem(request, misbehaviour, IdentitySince) ?? ManagedIdentity.Answer(Segments(request).AsSpan(2), request, misbehaviour),
            // The text is from the vendor's documentation for VMs without such a load balancer.
            Operations.ImdsLoadBalancer => _query.Problem(request, misbehaviour, LoadBalancerSince)
                ?? ImdsAnswer.Error(404, "No load balancer metadata is found. Please check if your VM is using any non-basic SKU load balancer and retry later."),
            _ => ImdsAnswer.Error(404, "Not found"),
        };
    }

    private Answer? Refused(PlatformRequest request, string operation, ICollection<Misbehaviour> misbehaviour)
    {
        var (rate, limit) = operation == Operations.ImdsIdentity ? (_identityRate, IdentityRequestsPerSecond) : (_rate, RequestsPerSecond);
        if (_host.Scenario.Imds.RateLimited && !rate.Admit(request.Client.Address))
        {
            misbehaviour.Add(new Misbehaviour("rate-limit", $"More than {limit} requests per second."));
            return ImdsAnswer.Error(429, "Too many requests") with { Headers = [new("Retry-After", "1")] };
        }
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return ImdsAnswer.Error(400, "Bad request. Request with X-Forwarded-For header is not allowed");
        if (!string.Equals(request.Headers["Metadata"], "true", StringComparison.OrdinalIgnoreCase))
        {
            misbehaviour.Add(new Misbehaviour("metadata-header", "The header 'Metadata: true' is missing."));
            return ImdsAnswer.Error(400, "Bad request. Required metadata header not specified");
        }
        if (_host.Elapsed < _host.Scenario.Imds.GoneFor) return ImdsAnswer.Error(410, "Gone. The service is not available yet; retry later");
        if (_host.Scenario.Imds.SignedRequestsOnly && SignedRequests.Refusal(request, misbehaviour) is { } status) return ImdsAnswer.Error(status, status == 401 ? "Unauthorized" : "Forbidden");
        if (request.Method == HttpMethods.Get || operation == Operations.ImdsOther || (operation == Operations.ImdsScheduledEvents && request.Method == HttpMethods.Post)) return null;
        misbehaviour.Add(new Misbehaviour("method", $"The method is {request.Method}, only GET is allowed."));
        return ImdsAnswer.Error(405, "Method not allowed") with { Headers = [new("Allow", "GET")] };
    }

    private Answer Instance(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (_query.Problem(request, misbehaviour) is { } refusal) return refusal;
        var format = request.Query["format"].ToString();
        if (format is not ("" or "json" or "text"))
            return ImdsAnswer.Refused(misbehaviour, "format", $"The format '{format}' is neither json nor text.", "Bad request. Format is not supported");

        var extended = string.Equals(request.Query["extended"], "true", StringComparison.OrdinalIgnoreCase);
        var vm = _host.Vm;
        var document = InstanceDocument.Build(vm with { Interfaces = Ordered(vm.Interfaces) }, _host.Certificates, request.Query["api-version"].ToString(), extended);
        if (DocumentPath.Find(document, Segments(request).AsSpan(2)) is not { } node) return ImdsAnswer.Error(404, "Not found");
        if (format == "text") return Hosting.Answer.Text(200, DocumentPath.Text(node));
        return node is JsonValue
            ? ImdsAnswer.Refused(misbehaviour, "format", "A leaf was requested without format=text.", "Bad request. Json format is not supported for a leaf; specify format=text")
            : ImdsAnswer.Document(node);
    }

    // 404 until the VM is assigned to a user, then that user's ovf-env.xml, as cloud-init expects.
    private Answer Reprovision(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (_query.Problem(request, misbehaviour) is { } refusal) return refusal;
        return _host.IsAssigned
            ? new Answer { Status = 200, ContentType = "text/xml; charset=utf-8", Body = OvfEnvironment.Write(_host.Vm, _host.Certificates, _host.Scenario.Disc.Prefixes) }
            : ImdsAnswer.Error(404, "Not found");
    }

    private IReadOnlyList<NetworkInterface> Ordered(IReadOnlyList<NetworkInterface> interfaces)
    {
        switch (_host.Scenario.Imds.InterfaceOrder)
        {
            case InterfaceOrder.Reversed:
                return [.. interfaces.Reverse()];
            case InterfaceOrder.Varying when interfaces.Count > 0:
                var first = (int)((uint)Interlocked.Increment(ref _documents) % (uint)interfaces.Count);
                return [.. interfaces.Skip(first), .. interfaces.Take(first)];
            default:
                return interfaces;
        }
    }

    private static string[] Segments(PlatformRequest request) => request.Path.Trim('/').Split('/');
}
