namespace Daybreak.Configuration;

/// <summary>The configuration, with its defaults. <see cref="SettingsTable"/> describes every key.</summary>
public sealed record Settings
{
    /// <summary>
    /// [Provisioning] Deadline=: from the machine's start to the last attempt to report. The platform restarts a VM that has not reported
    /// after 20 minutes; the default leaves two minutes for the platform's own part.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(18);

    /// <summary>[Media] Wait=: how long to wait for a disc that IMDS announces. Without an announcement there is no wait.</summary>
    public TimeSpan MediaWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// [Media] Release=: whether the disc is ejected when the platform has accepted Ready. The platform then discards its content, so this
    /// is off unless no other agent in the image needs the disc.
    /// </summary>
    public bool ReleaseMedia { get; init; }

    /// <summary>[Platform] HealthProtocol=: xml or json.</summary>
    public HealthProtocol HealthProtocol { get; init; }

    /// <summary>[Platform] ReportHostKey=: whether the SSH host key's fingerprint is reported: one more request before Ready.</summary>
    public bool ReportHostKey { get; init; }

    /// <summary>[Ssh], the server.</summary>
    public SshSettings Ssh { get; init; } = new();

    /// <summary>[CustomData].</summary>
    public CustomDataSettings CustomData { get; init; } = new();

    /// <summary>[Kernel].</summary>
    public KernelSettings Kernel { get; init; } = new();

    /// <summary>[Console] Serial=: whether the kernel, the boot loader and a login prompt use the serial port, the only console that the platform shows.</summary>
    public bool SerialConsole { get; init; }

    /// <summary>[Sudo].</summary>
    public SudoSettings Sudo { get; init; } = new();

    /// <summary>[WaAgent].</summary>
    public WaAgentSettings WaAgent { get; init; } = new();

    /// <summary>[Account]: how the administrator's account is created.</summary>
    public AccountSettings Account { get; init; } = new();

    /// <summary>[Network].</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>[Ssh], the host keys.</summary>
    public HostKeySettings HostKeys { get; init; } = new();

    /// <summary>[TemporaryDisk].</summary>
    public TemporaryDiskSettings TemporaryDisk { get; init; } = new();

    /// <summary>[Swap]: a swap file on the temporary disk.</summary>
    public SwapSettings Swap { get; init; } = new();
}

/// <summary>Which form of the health report is tried first. If the platform does not support it, the other one is used.</summary>
public enum HealthProtocol
{
    /// <summary>Goal state and <c>POST /machine?comp=health</c>: every platform supports it.</summary>
    Xml,

    /// <summary><c>POST /provisioning/health</c>: one request, no goal state.</summary>
    Json,
}
