namespace Daybreak.Configuration;

/// <summary>[Ssh].</summary>
public sealed record SshSettings
{
    /// <summary>
    /// ClientAliveInterval=: after how much silence sshd asks a client for a sign of life; zero leaves sshd's setting alone. Azure's load balancers forget a silent
    /// connection after 4 minutes; the platform's tests of images want it below 236 s. A shorter one of the image stays.
    /// </summary>
    public TimeSpan ClientAliveInterval { get; init; } = TimeSpan.FromSeconds(180);
}
