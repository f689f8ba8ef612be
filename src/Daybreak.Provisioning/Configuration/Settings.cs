namespace Daybreak.Provisioning.Configuration;

/// <summary>The configuration, with its defaults in this one place.</summary>
public sealed record Settings
{
    /// <summary>
    /// [Provisioning] Deadline=: from the machine's start to the end of every try. The platform reboots a VM that has not reported
    /// after 20 minutes; the default leaves two for the platform's own part.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(18);
}
