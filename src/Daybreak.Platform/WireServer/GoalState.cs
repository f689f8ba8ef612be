namespace Daybreak.Platform.WireServer;

/// <summary>The part of the goal state that provisioning needs: who this VM is to the platform, and which certificates it may fetch.</summary>
/// <param name="Incarnation">Counts the goal states of this VM; the report must name the current one.</param>
/// <param name="ContainerId">The VM's container on its host: a GUID.</param>
/// <param name="InstanceId">The role instance, such as "GUID._name".</param>
/// <param name="CertificatesUrl">Where the certificates are; null when there are none.</param>
public sealed record GoalState(string Incarnation, string ContainerId, string InstanceId, string? CertificatesUrl);
