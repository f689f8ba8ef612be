using System.Globalization;
using System.Xml.Linq;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.WireServer;

/// <summary>The WireServer: 168.63.129.16, port 80.</summary>
public sealed class WireServerService(Scenario scenario, CertificateStore certificates, TimeProvider time) : IPlatformService
{
    private const string VersionHeader = "x-ms-version";

    // Live servers prefer the first and list the second; every agent speaks the second.
    private static readonly string[] Versions = ["2015-04-05", "2012-11-30"];

    private readonly Reports _reports = new(scenario.Vm, time);
    private readonly CertificatesDocument _certificates = new(scenario, certificates);

    /// <inheritdoc/>
    public string Name => "wireserver";

    private VirtualMachine Vm => scenario.Vm;

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
            _ => Operations.WireServerOther,
        };
    }

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return WireError.Answer(400, WireError.BadRequest);
        var operation = Operation(request);
        if (operation is not (Operations.WireServerVersions or Operations.WireServerProvisioningHealth or Operations.WireServerOther) && VersionProblem(request) is { } problem)
        {
            misbehaviour.Add(new Misbehaviour(VersionHeader, problem));
            return WireError.Answer(400, WireError.BadRequest);
        }
        if (operation is Operations.WireServerCertificates or Operations.WireServerHostingEnvironment or Operations.WireServerSharedConfig or Operations.WireServerExtensions
            && LinkProblem(request) is { } stale)
        {
            misbehaviour.Add(new Misbehaviour("goal-state-link", stale));
            return WireError.Answer(410, WireError.ResourceGone);
        }
        return operation switch
        {
            Operations.WireServerVersions => Hosting.Answer.Xml(200, VersionsDocument()),
            Operations.WireServerGoalState => Hosting.Answer.Xml(200, GoalStateDocument.Build(Vm, certificates.All.Count > 0, request.Server)),
            Operations.WireServerHealth => _reports.Health(request, misbehaviour),
            Operations.WireServerProvisioningHealth => Reports.ProvisioningState(request, misbehaviour),
            Operations.WireServerRoleProperties => _reports.Properties(request, misbehaviour),
            Operations.WireServerTelemetry => _reports.Telemetry(request, misbehaviour),
            Operations.WireServerCertificates => _certificates.Answer(request, misbehaviour),
            Operations.WireServerHostingEnvironment => Hosting.Answer.Xml(200, ConfigurationDocuments.HostingEnvironment(Vm, certificates)),
            Operations.WireServerSharedConfig => Hosting.Answer.Xml(200, ConfigurationDocuments.Shared(Vm)),
            Operations.WireServerExtensions => Hosting.Answer.Xml(200, ConfigurationDocuments.Extensions(Vm)),
            _ => WireError.Answer(404, WireError.ResourceNotFound),
        };
    }

    private static bool IsRoleInstance(string path) => path.Split('/') is ["", "machine", { Length: > 0 }, { Length: > 0 }];

    // What the real host says to a link out of an old goal state is not documented; its clients fetch the goal state anew on 410.
    private string? LinkProblem(PlatformRequest request)
    {
        var path = request.Path.TrimEnd('/').Split('/');
        if (path[2] != Vm.ContainerId || path[3] != Vm.InstanceId) return $"The link is for {path[2]}/{path[3]}, the goal state's are for {Vm.ContainerId}/{Vm.InstanceId}.";
        var incarnation = Vm.Incarnation.ToString(CultureInfo.InvariantCulture);
        return request.Query["incarnation"] == incarnation ? null : $"The link is for incarnation '{request.Query["incarnation"]}', the goal state's is {incarnation}.";
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
