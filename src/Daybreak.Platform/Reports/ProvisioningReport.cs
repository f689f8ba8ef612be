namespace Daybreak.Platform.Reports;

/// <summary>What the platform is told about this VM's provisioning.</summary>
/// <param name="State">Ready or not.</param>
/// <param name="SubStatus">Null when ready.</param>
/// <param name="Description">Null when ready; else what <see cref="FailureDescription"/> made.</param>
public sealed record ProvisioningReport(ReadyState State, SubStatus? SubStatus, ReportDescription? Description)
{
    /// <summary>The VM is provisioned.</summary>
    public static ProvisioningReport Ready { get; } = new(ReadyState.Ready, null, null);

    /// <summary>Provisioning is under way.</summary>
    public static ProvisioningReport InProgress(string description) => new(ReadyState.NotReady, Reports.SubStatus.Provisioning, ReportDescription.Of(description));

    /// <summary>Provisioning has failed: the platform shows the description to whoever made the VM.</summary>
    public static ProvisioningReport Failed(ReportDescription description) => new(ReadyState.NotReady, Reports.SubStatus.ProvisioningFailed, description);
}

/// <summary>Health/State.</summary>
public enum ReadyState
{
    /// <summary>The VM is provisioned.</summary>
    Ready,

    /// <summary>It is not, or not yet.</summary>
    NotReady,
}

/// <summary>Health/Details/SubStatus.</summary>
public enum SubStatus
{
    /// <summary>Under way.</summary>
    Provisioning,

    /// <summary>Failed; nothing will follow.</summary>
    ProvisioningFailed,
}
