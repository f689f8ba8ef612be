namespace Daybreak.Simulator.WireServer;

/// <summary>The WireServer: 168.63.129.16, port 80.</summary>
public sealed class WireServerService(HostState host) : IPlatformService
{
    /// <summary>Its name in the log and in scenarios.</summary>
    public const string ServiceName = "wireserver";

    private const string VersionHeader = "x-ms-version";

    private const string AgentHeader = "x-ms-agent-name";

    // Operations without x-ms-version, because they precede version negotiation or are newer.
    private static readonly string[] Unversioned =
        [Operations.WireServerVersions, Operations.WireServerProvisioningHealth, Operations.WireServerHealthService, Operations.WireServerSecureChannel, Operations.WireServerOther];

    // Live servers prefer the first version and list the second; all agents use the second.
    private static readonly string[] Versions = ["2015-04-05", "2012-11-30"];

    private readonly Reports _reports = new(host);
    private readonly CertificatesDocument _certificates = new(host);

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public string Operation(PlatformRequest request)
    {
        var below = request.Path.TrimEnd('/');
        return (request.Method, below, request.Query["comp"].ToString(), request.Query["type"].ToString()) switch
        {
            ("GET", "", "versions", _) => Operations.WireServerVersions,
            ("GET", "/machine", "goalstate", _) => Operations.WireServerGoalState,
            ("POST", "/machine", "health", _) => Operations.WireServerHealth,
            ("POST", "/machine", "roleProperties", _) => Operations.WireServerRoleProperties,
            ("POST", "/machine", "telemetrydata", _) => Operations.WireServerTelemetry,
            ("POST", "/provisioning/health", _, _) => Operations.WireServerProvisioningHealth,
            ("GET", _, "certificates", _) when IsRoleInstance(below) => Operations.WireServerCertificates,
            ("GET", _, "config", "hostingEnvironmentConfig") when IsRoleInstance(below) => Operations.WireServerHostingEnvironment,
            ("GET", _, "config", "sharedConfig") when IsRoleInstance(below) => Operations.WireServerSharedConfig,
            ("GET", _, "config", "extensionsConfig") when IsRoleInstance(below) => Operations.WireServerExtensions,
            ("GET", _, "config", "fullConfig") when IsRoleInstance(below) => Operations.WireServerFullConfig,
            ("POST", "/HealthService", _, _) => Operations.WireServerHealthService,
            ("GET", "/secure-channel/status", _, _) => Operations.WireServerSecureChannel,
            _ => Operations.WireServerOther,
        };
    }

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return WireError.Answer(400, WireError.BadRequest);
        var operation = Operation(request);
        if (operation != Operations.WireServerSecureChannel && host.Scenario.WireServer.SignedRequestsOnly && SignedRequests.Refusal(request, misbehaviour) is { } status)
            return WireError.Answer(status, status == 401 ? WireError.Unauthorized : WireError.Forbidden);
        if (!Unversioned.Contains(operation) && HeaderProblem(request, misbehaviour)) return WireError.Answer(400, WireError.BadRequest);
        var vm = host.Vm;
        if (IsRoleInstance(request.Path.TrimEnd('/')) && operation != Operations.WireServerOther && LinkProblem(request, vm) is { } stale)
        {
            misbehaviour.Add(new Misbehaviour("goal-state-link", stale));
            return WireError.Answer(410, WireError.ResourceGone);
        }
        return operation switch
        {
            Operations.WireServerVersions => Hosting.Answer.Xml(200, VersionsDocument()),
            Operations.WireServerGoalState => GoalState(request, vm),
            Operations.WireServerHealth => _reports.Health(request, misbehaviour),
            Operations.WireServerProvisioningHealth => _reports.ProvisioningState(request, misbehaviour),
            Operations.WireServerRoleProperties => _reports.Properties(request, misbehaviour),
            Operations.WireServerTelemetry => _reports.Telemetry(request, misbehaviour),
            Operations.WireServerHealthService => Reports.Observations(request, misbehaviour),
            Operations.WireServerCertificates => _certificates.Answer(request, misbehaviour),
            Operations.WireServerHostingEnvironment => Hosting.Answer.Xml(200, ConfigurationDocuments.HostingEnvironment(vm, host.Certificates)),
            Operations.WireServerSharedConfig => Hosting.Answer.Xml(200, ConfigurationDocuments.Shared(vm)),
            Operations.WireServerExtensions => Hosting.Answer.Xml(200, ConfigurationDocuments.Extensions(vm)),
            Operations.WireServerFullConfig => Hosting.Answer.Xml(200, ConfigurationDocuments.Full(vm)),
            Operations.WireServerSecureChannel => Hosting.Answer.Json(200, SecureChannel()),
            _ => WireError.Answer(404, WireError.ResourceNotFound),
        };
    }

    private Answer GoalState(PlatformRequest request, VirtualMachine vm) =>
        Hosting.Answer.Xml(200, GoalStateDocument.Build(vm, host.Certificates.All.Count > 0, request.Server)) with { Effect = host.GoalStateFetched };

    // The first request of the metadata proxy agent. These are the members that it requires. Enforcement without issued keys simulates a broken host.
    private string SecureChannel()
    {
        static string Mode(bool enforced) => enforced ? "enforce" : "disabled";
        return new JsonObject
        {
            ["authorizationScheme"] = "Azure-HMAC-SHA256",
            ["keyDeliveryMethod"] = "http",
            ["secureChannelEnabled"] = host.Scenario.Imds.SignedRequestsOnly || host.Scenario.WireServer.SignedRequestsOnly,
            ["version"] = "2.0",
            ["authorizationRules"] = new JsonObject
            {
                ["imds"] = new JsonObject { ["mode"] = Mode(host.Scenario.Imds.SignedRequestsOnly) },
                ["wireserver"] = new JsonObject { ["mode"] = Mode(host.Scenario.WireServer.SignedRequestsOnly) },
            },
        }.ToJsonString();
    }

    private static bool IsRoleInstance(string path) => path.Split('/') is ["", "machine", { Length: > 0 }, { Length: > 0 }];

    // The real host's answer to a link from an outdated goal state is not documented. Clients fetch the goal state again after 410.
    private static string? LinkProblem(PlatformRequest request, VirtualMachine vm)
    {
        var path = request.Path.TrimEnd('/').Split('/');
        if (path[2] != vm.ContainerId || path[3] != vm.InstanceId) return $"The link is for {path[2]}/{path[3]}, the goal state's are for {vm.ContainerId}/{vm.InstanceId}.";
        var incarnation = vm.Incarnation.ToString(CultureInfo.InvariantCulture);
        return request.Query["incarnation"] == incarnation ? null : $"The link is for incarnation '{request.Query["incarnation"]}', the goal state's is {incarnation}.";
    }

    // Any agent name is accepted, but the platform's documentation requires one.
    private static bool HeaderProblem(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (string.IsNullOrWhiteSpace(request.Headers[AgentHeader])) misbehaviour.Add(new Misbehaviour(AgentHeader, $"The header {AgentHeader} is missing."));
        if (VersionProblem(request) is not { } problem) return false;
        misbehaviour.Add(new Misbehaviour(VersionHeader, problem));
        return true;
    }

    private static string? VersionProblem(PlatformRequest request) => request.Headers[VersionHeader].ToString() switch
    {
        "" => $"The header {VersionHeader} is missing.",
        var version when !Versions.Contains(version) => $"{VersionHeader} is '{version}', supported are {string.Join(" and ", Versions)}.",
        _ => null,
    };

    private static string VersionsDocument() => XmlText.Document(new XElement(
        "Versions",
        new XElement("Preferred", new XElement("Version", Versions[0])),
        new XElement("Supported", Versions.Select(version => new XElement("Version", version)))));
}
