namespace Daybreak.Platform.WireServer;

/// <summary>The goal state: the identity of this VM on the platform, and the URL of its certificates.</summary>
/// <param name="Incarnation">The number of the goal state. A report must have the current one.</param>
/// <param name="ContainerId">The VM's container on its host: a GUID.</param>
/// <param name="InstanceId">The role instance, such as "GUID._name".</param>
/// <param name="CertificatesUrl">The URL of the certificates; null if there are none.</param>
public sealed record GoalState(string Incarnation, string ContainerId, string InstanceId, string? CertificatesUrl);
