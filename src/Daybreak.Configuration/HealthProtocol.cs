namespace Daybreak.Configuration;

/// <summary>Which form of the health report is tried first; where the platform does not have it, the other is.</summary>
public enum HealthProtocol
{
    /// <summary>Goal state and <c>POST /machine?comp=health</c>: every platform has it.</summary>
    Xml,

    /// <summary><c>POST /provisioning/health</c>: one request, no goal state.</summary>
    Json,
}
