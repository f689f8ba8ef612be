namespace Daybreak.Simulator.Hosting;

/// <summary>What requests are for, as scenarios (<c>on:</c>) and the log name it.</summary>
public static class Operations
{
#pragma warning disable CS1591 // the names are the documentation
    public const string ImdsInstance = "imds.instance";
    public const string ImdsVersions = "imds.versions";
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
    public const string WireServerTelemetry = "wireserver.telemetry";
    public const string WireServerOther = "wireserver.other";
#pragma warning restore CS1591

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ImdsInstance, ImdsVersions, ImdsOther,
        WireServerVersions, WireServerGoalState, WireServerHealth, WireServerProvisioningHealth, WireServerRoleProperties, WireServerCertificates,
        WireServerHostingEnvironment, WireServerSharedConfig, WireServerExtensions, WireServerTelemetry, WireServerOther,
    ];
}
