namespace Daybreak.Configuration;

/// <summary>The configuration, with its defaults in this one place.</summary>
public sealed record Settings
{
    /// <summary>
    /// [Provisioning] Deadline=: from the machine's start to the end of every try. The platform reboots a VM that has not reported
    /// after 20 minutes; the default leaves two for the platform's own part.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(18);

    /// <summary>
    /// [Media] Wait=: how long a disc that IMDS says is there may be late. Where nothing says so, nothing is waited for.
    /// </summary>
    public TimeSpan MediaWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// [Media] Release=: whether the disc is ejected once all that it held is durable. Ejecting makes the platform forget it, so it is
    /// off until a later agent in the image no longer needs it.
    /// </summary>
    public bool ReleaseMedia { get; init; }

    /// <summary>[Platform] HealthProtocol=: xml or json.</summary>
    public HealthProtocol HealthProtocol { get; init; }

    /// <summary>[Platform] ReportHostKey=: whether the SSH host key's fingerprint is reported: one more request before Ready.</summary>
    public bool ReportHostKey { get; init; }

    /// <summary>[Ssh].</summary>
    public SshSettings Ssh { get; init; } = new();

    /// <summary>[CustomData].</summary>
    public CustomDataSettings CustomData { get; init; } = new();

    /// <summary>[Kernel].</summary>
    public KernelSettings Kernel { get; init; } = new();

    /// <summary>[Console] Serial=: whether the kernel, the boot loader and a login prompt use the serial port, which is all that the platform shows.</summary>
    public bool SerialConsole { get; init; }

    /// <summary>[Sudo].</summary>
    public SudoSettings Sudo { get; init; } = new();

    /// <summary>[WaAgent].</summary>
    public WaAgentSettings WaAgent { get; init; } = new();

    /// <summary>[Account]: how the administrator's account is made.</summary>
    public AccountSettings Account { get; init; } = new();

    /// <summary>[Network].</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>[Ssh], the keys of the host.</summary>
    public HostKeySettings HostKeys { get; init; } = new();

    /// <summary>[TemporaryDisk].</summary>
    public TemporaryDiskSettings TemporaryDisk { get; init; } = new();

    /// <summary>[Swap]: on the temporary disk.</summary>
    public SwapSettings Swap { get; init; } = new();
}
