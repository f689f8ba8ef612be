using System.Globalization;
using System.Net.Http.Headers;
using System.Xml.Linq;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.WireServer;

/// <summary>The WireServer: 168.63.129.16, port 80.</summary>
public sealed class WireServerService(VirtualMachine vm) : IPlatformService
{
    private const string VersionHeader = "x-ms-version";
    private const string AgentNameHeader = "x-ms-guest-agent-name";
    private const string IncarnationHeader = "x-ms-latest-goal-state-incarnation-number";

    // Live servers prefer the first and list the second; every agent speaks the second.
    private static readonly string[] Versions = ["2015-04-05", "2012-11-30"];

    /// <inheritdoc/>
    public string Name => "wireserver";

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => (request.Method, request.Path, request.Query["comp"].ToString()) switch
    {
        ("GET", "/", "versions") => Operations.WireServerVersions,
        ("GET", "/machine" or "/machine/", "goalstate") => Operations.WireServerGoalState,
        ("POST", "/machine" or "/machine/", "health") => Operations.WireServerHealth,
        ("POST", "/machine" or "/machine/", "roleProperties") => Operations.WireServerRoleProperties,
        ("POST", "/provisioning/health", _) => Operations.WireServerProvisioningHealth,
        _ => Operations.WireServerOther,
    };

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return Error(400, "BadRequest");
        var operation = Operation(request);
        if (operation is Operations.WireServerGoalState or Operations.WireServerHealth or Operations.WireServerRoleProperties && VersionProblem(request) is { } problem)
        {
            misbehaviour.Add(new Misbehaviour(VersionHeader, problem));
            return Error(400, "BadRequest");
        }
        return operation switch
        {
            Operations.WireServerVersions => Hosting.Answer.Xml(200, VersionsDocument()),
            Operations.WireServerGoalState => Hosting.Answer.Xml(200, GoalStateDocument.Build(vm, request.Server)),
            Operations.WireServerHealth => Health(request, misbehaviour),
            Operations.WireServerProvisioningHealth => ReportJson(request, misbehaviour),
            Operations.WireServerRoleProperties => Properties(request, misbehaviour),
            _ => Error(404, "ResourceNotFound"),
        };
    }

    private Answer Health(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (ReadXml(request, misbehaviour) is not { } root) return Error(400, "BadRequest");
        var (status, reason) = new HealthReport(vm, misbehaviour).Judge(root);
        // The header is there for refused reports too: it is how a client learns that its goal state is old.
        var incarnation = KeyValuePair.Create(IncarnationHeader, vm.Incarnation.ToString(CultureInfo.InvariantCulture));
        return status == 0 ? Hosting.Answer.Empty(200, incarnation) : Error(status, reason) with { Headers = [incarnation] };
    }

    private static Answer ReportJson(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.MediaType != "application/json")
            misbehaviour.Add(new Misbehaviour("content-type", $"The Content-Type is '{request.Headers.ContentType}', expected application/json."));
        else if (string.IsNullOrWhiteSpace(request.Headers[AgentNameHeader]))
            misbehaviour.Add(new Misbehaviour(AgentNameHeader, $"The header {AgentNameHeader} is missing."));
        else if (ProvisioningHealth.Problem(request.Body) is { } problem)
            misbehaviour.Add(new Misbehaviour("health-document", problem));
        else
            return Hosting.Answer.Empty(201);
        return Hosting.Answer.Empty(400);
    }

    private Answer Properties(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (ReadXml(request, misbehaviour) is not { } root) return Error(400, "BadRequest");
        if (RoleProperties.Problem(root, vm) is not { } problem) return Hosting.Answer.Empty(202);
        misbehaviour.Add(new Misbehaviour("role-properties-document", problem));
        return Error(400, "BadRequest");
    }

    private static XElement? ReadXml(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (!MediaTypeHeaderValue.TryParse(request.Headers.ContentType, out var type) || !string.Equals(type.MediaType, "text/xml", StringComparison.OrdinalIgnoreCase)
            || !string.Equals(type.CharSet?.Trim('"') ?? "utf-8", "utf-8", StringComparison.OrdinalIgnoreCase))
        {
            misbehaviour.Add(new Misbehaviour("content-type", $"The Content-Type is '{request.Headers.ContentType}', expected text/xml; charset=utf-8."));
            return null;
        }
        var root = XmlText.Read(request.Body, out var problem);
        if (root is null) misbehaviour.Add(new Misbehaviour("xml", problem));
        return root;
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

    // The form in which the host's services tell an error; agents look for the code in it.
    private static Answer Error(int status, string code) =>
        Hosting.Answer.Xml(status, XmlText.Document(new XElement("Error", new XElement("Code", code), new XElement("Message", code))));
}
