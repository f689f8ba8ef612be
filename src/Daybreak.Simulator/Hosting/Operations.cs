namespace Daybreak.Simulator.Hosting;

/// <summary>The operations that requests are classified into, as named in scenarios (<c>on:</c>) and the log.</summary>
public static class Operations
{
#pragma warning disable CS1591 // the names are the documentation
    public const string ImdsInstance = "imds.instance";
    public const string ImdsVersions = "imds.versions";
    public const string ImdsReprovisionData = "imds.reprovisionData";
    public const string ImdsAttested = "imds.attested";
    public const string ImdsScheduledEvents = "imds.scheduledEvents";
    public const string ImdsIdentity = "imds.identity";
    public const string ImdsLoadBalancer = "imds.loadBalancer";
    public const string ImdsOther = "imds.other";
    public const string WireServerVersions = "wireserver.versions";
    public const string WireServerGoalState = "wireserver.goalState";
    public const string WireServerHealth = "wireserver.health";
    public const string WireServerProvisioningHealth = "wireserver.provisioningHealth";
    public const string WireServerRoleProperties = "wireserver.roleProperties";
    public const string WireServerCertificates = "wireserver.certificates";
    public const string WireServerHostingEnvironment = "wireserver.hostingEnvironmentConfig";
    public const string WireServerSharedConfig = "wireserver.sharedConfig";
    public const string WireServerExtensions = "wireserver.extensionsConfig";
    public const string WireServerFullConfig = "wireserver.fullConfig";
    public const string WireServerTelemetry = "wireserver.telemetry";
    public const string WireServerHealthService = "wireserver.healthService";
    public const string WireServerSecureChannel = "wireserver.secureChannel";
    public const string WireServerOther = "wireserver.other";
    public const string HostGaPluginVersions = "hostgaplugin.versions";
    public const string HostGaPluginHealth = "hostgaplugin.health";
    public const string HostGaPluginVmSettings = "hostgaplugin.vmSettings";
    public const string HostGaPluginArtifact = "hostgaplugin.extensionArtifact";
    public const string HostGaPluginStatus = "hostgaplugin.status";
    public const string HostGaPluginLog = "hostgaplugin.vmAgentLog";
    public const string HostGaPluginOther = "hostgaplugin.other";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ImdsInstance, ImdsVersions, ImdsReprovisionData, ImdsAttested, ImdsScheduledEvents, ImdsIdentity, ImdsLoadBalancer, ImdsOther,
        WireServerVersions, WireServerGoalState, WireServerHealth, WireServerProvisioningHealth, WireServerRoleProperties, WireServerCertificates,
        WireServerHostingEnvironment, WireServerSharedConfig, WireServerExtensions, WireServerFullConfig, WireServerTelemetry, WireServerHealthService,
        WireServerSecureChannel, WireServerOther,
        HostGaPluginVersions, HostGaPluginHealth, HostGaPluginVmSettings, HostGaPluginArtifact, HostGaPluginStatus, HostGaPluginLog, HostGaPluginOther,
    ];

    /// <summary>Patterns that match several operations.</summary>
    public static IReadOnlyList<string> Patterns { get; } = ["imds.*", "wireserver.*", "hostgaplugin.*", "*"];
}
