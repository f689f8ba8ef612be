namespace Daybreak.Platform.Reports;

/// <summary>A report to the platform about the provisioning of this VM.</summary>
/// <param name="State">Ready or not.</param>
/// <param name="SubStatus">Null if ready.</param>
/// <param name="Description">Null if ready.</param>
public sealed record ProvisioningReport(ReadyState State, SubStatus? SubStatus, ReportDescription? Description)
{
    /// <summary>The VM is provisioned.</summary>
    public static ProvisioningReport Ready { get; } = new(ReadyState.Ready, null, null);

    /// <summary>Provisioning is in progress.</summary>
    public static ProvisioningReport InProgress(string description) => new(ReadyState.NotReady, Reports.SubStatus.Provisioning, ReportDescription.Of(description));

    /// <summary>Provisioning has failed. The platform shows the description as the provisioning error.</summary>
    public static ProvisioningReport Failed(ReportDescription description) => new(ReadyState.NotReady, Reports.SubStatus.ProvisioningFailed, description);
}

/// <summary>Health/State.</summary>
public enum ReadyState
{
    /// <summary>The VM is provisioned.</summary>
    Ready,

    /// <summary>The VM is not provisioned.</summary>
    NotReady,
}

/// <summary>Health/Details/SubStatus.</summary>
public enum SubStatus
{
    /// <summary>In progress.</summary>
    Provisioning,

    /// <summary>Failed; no other report follows.</summary>
    ProvisioningFailed,
}
