namespace Daybreak.Simulator.HostGaPlugin;

/// <summary>The HostGAPlugin: port 32526 of the WireServer's address, through which the Azure Linux agent accesses storage and fast goal states.</summary>
/// <remarks>Based on that agent's requests (<c>reference/walinuxagent.md</c>, 2.9). Artifacts are never found, because simulated VMs have no extensions.</remarks>
public sealed class HostGaPluginService(HostState host) : IPlatformService
{
    /// <summary>Its name in the log and in scenarios.</summary>
    public const string ServiceName = "hostgaplugin";

    /// <summary>The version of the plugin's interface that agents use.</summary>
    public const string ApiVersion = "2015-09-01";

    private const string ContainerHeader = "x-ms-containerid";
    private const string ConfigHeader = "x-ms-host-config-name";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public string Operation(PlatformRequest request) => (request.Method, request.Path.TrimEnd('/')) switch
    {
        ("GET", "/versions") => Operations.HostGaPluginVersions,
        ("GET", "/health") => Operations.HostGaPluginHealth,
        ("GET", "/vmSettings") => Operations.HostGaPluginVmSettings,
        ("GET", "/extensionArtifact") => Operations.HostGaPluginArtifact,
        ("PUT", "/status") => Operations.HostGaPluginStatus,
        ("PUT", "/vmAgentLog") => Operations.HostGaPluginLog,
        _ => Operations.HostGaPluginOther,
    };

    /// <inheritdoc/>
    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey(ForwardingRules.ForwardedFor)) return Hosting.Answer.Empty(400);
        switch (Operation(request))
        {
            case Operations.HostGaPluginVersions:
                return Hosting.Answer.Json(200, $"[\"{ApiVersion}\"]");
            case Operations.HostGaPluginHealth:
                return Hosting.Answer.Empty(200);
            case Operations.HostGaPluginVmSettings:
                return CheckIdentity(request, misbehaviour) ?? VmSettings(request);
            case Operations.HostGaPluginArtifact:
                return CheckIdentity(request, misbehaviour) ?? Artifact(request, misbehaviour);
            case Operations.HostGaPluginStatus:
                return CheckIdentity(request, misbehaviour) ?? Accept(request, misbehaviour, JsonBody.Problem(request.Body, "requestUri", "headers", "content"));
            case Operations.HostGaPluginLog:
                return CheckIdentity(request, misbehaviour) ?? Accept(request, misbehaviour, request.Body.IsEmpty ? "The body is empty." : null);
            default:
                return Hosting.Answer.Empty(404);
        }
    }

    // 410 makes agents fetch the goal state again, which contains these names.
    private Answer? CheckIdentity(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        var vm = host.Vm;
        if (Wrong(request, ContainerHeader, vm.ContainerId) is { } container)
        {
            misbehaviour.Add(new Misbehaviour(ContainerHeader, container));
            return WireError.Answer(request.Headers.ContainsKey(ContainerHeader) ? 410 : 400, WireError.ResourceGone);
        }
        if (!request.Headers.ContainsKey(ConfigHeader) || Wrong(request, ConfigHeader, GoalStateDocument.ConfigName(vm)) is not { } config) return null;
        misbehaviour.Add(new Misbehaviour(ConfigHeader, config));
        return WireError.Answer(410, WireError.ResourceGone);
    }

    private static string? Wrong(PlatformRequest request, string header, string expected) => request.Headers[header].ToString() switch
    {
        "" => $"The header {header} is missing.",
        var seen when seen != expected => $"The header {header} is '{seen}', the goal state has '{expected}'.",
        _ => null,
    };

    private Answer VmSettings(PlatformRequest request)
    {
        if (!host.Scenario.WireServer.VmSettings) return Hosting.Answer.Empty(404);
        var (document, tag) = VmSettingsDocument.Build(host.Vm);
        var headers = new KeyValuePair<string, string>[] { new("ETag", tag) };
        return request.Headers.IfNoneMatch.ToString().Trim('"') == tag
            ? Hosting.Answer.Empty(304, headers)
            : Hosting.Answer.Json(200, document) with { Headers = headers };
    }

    private static Answer Artifact(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.Headers.ContainsKey("x-ms-artifact-location")) return Hosting.Answer.Empty(404);
        misbehaviour.Add(new Misbehaviour("x-ms-artifact-location", "The header x-ms-artifact-location is missing."));
        return Hosting.Answer.Empty(400);
    }

    private static Answer Accept(PlatformRequest request, ICollection<Misbehaviour> misbehaviour, string? problem)
    {
        if (problem is null) return Hosting.Answer.Empty(200);
        misbehaviour.Add(new Misbehaviour(request.Path.Trim('/') + "-document", problem));
        return Hosting.Answer.Empty(400);
    }
}
