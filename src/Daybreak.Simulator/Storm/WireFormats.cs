using System.Security;
using System.Xml;

namespace Daybreak.Simulator.Storm;

/// <summary>Creates requests and parses answers as VMs do, independently of the services' code.</summary>
internal static class WireFormats
{
    private const string WireServerHeaders = "x-ms-version: 2012-11-30\r\nx-ms-agent-name: storm\r\n";

    public static byte[] Metadata(IPEndPoint server) => Request(server, "GET", "/metadata/instance?api-version=2021-12-13&extended=true", "Metadata: true\r\n");

    public static byte[] GoalState(IPEndPoint server) => Request(server, "GET", "/machine?comp=goalstate", WireServerHeaders);

    public static byte[] XmlReport(IPEndPoint server, Identity identity) => Request(server, "POST", "/machine?comp=health", WireServerHeaders + "Content-Type: text/xml; charset=utf-8\r\n", $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Health>
          <GoalStateIncarnation>{SecurityElement.Escape(identity.Incarnation)}</GoalStateIncarnation>
          <Container>
            <ContainerId>{SecurityElement.Escape(identity.ContainerId)}</ContainerId>
            <RoleInstanceList>
              <Role>
                <InstanceId>{SecurityElement.Escape(identity.InstanceId)}</InstanceId>
                <Health><State>Ready</State></Health>
              </Role>
            </RoleInstanceList>
          </Container>
        </Health>
        """);

    public static byte[] JsonReport(IPEndPoint server) =>
        Request(server, "POST", "/provisioning/health", "x-ms-guest-agent-name: storm\r\nContent-Type: application/json\r\n", """{"state":"Ready"}""");

    /// <summary>The VM that a metadata document describes; <see langword="null"/> if it is invalid.</summary>
    public static (string Id, string Name)? ReadMetadata(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var compute = document.RootElement.GetProperty("compute");
            return (compute.GetProperty("vmId").GetString()!, compute.GetProperty("name").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The VM that a goal state describes; <see langword="null"/> if it is invalid.</summary>
    public static Identity? ReadGoalState(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = XElement.Parse(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF'));
            var container = root.Element("Container")!;
            return new Identity(container.Element("ContainerId")!.Value, container.Descendants("InstanceId").Single().Value, root.Element("Incarnation")!.Value);
        }
        catch (Exception e) when (e is XmlException or NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Request(IPEndPoint server, string method, string target, string headers, string body = "")
    {
        var length = body.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {server}\r\n{headers}{length}Connection: close\r\n\r\n{body}");
    }
}

/// <summary>A VM's identity in the goal state.</summary>
internal sealed record Identity(string ContainerId, string InstanceId, string Incarnation)
{
    public static Identity Of(VirtualMachine vm) => new(vm.ContainerId, vm.InstanceId, vm.Incarnation.ToString(CultureInfo.InvariantCulture));
}
