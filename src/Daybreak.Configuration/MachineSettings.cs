namespace Daybreak.Configuration;

/// <summary>[Kernel].</summary>
public sealed record KernelSettings
{
    /// <summary>CreditEntropy=: whether the kernel credits the host's random bytes as entropy, in addition to mixing them in.</summary>
    public bool CreditEntropy { get; init; }

    /// <summary>ScsiTimeout=: the minimum timeout of a command to a SCSI disk; zero changes nothing. The disks are remote; the Azure Linux agent sets 300 s.</summary>
    public TimeSpan ScsiTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>NvmeTimeout=: the same for a remote NVMe disk. The platform tries for up to 120 s and recommends 240 s.</summary>
    public TimeSpan NvmeTimeout { get; init; } = TimeSpan.FromSeconds(240);
}

/// <summary>[Network].</summary>
public sealed record NetworkSettings
{
    /// <summary>Secondary=configure: whether interfaces other than the primary one are configured from IMDS. Otherwise the image's DHCP client does it.</summary>
    public bool ConfigureSecondary { get; init; }
}

/// <summary>[WaAgent].</summary>
public sealed record WaAgentSettings
{
    /// <summary>HandOver=: whether the Azure Linux agent, kept in the image for VM extensions, finds the VM provisioned.</summary>
    public bool HandOver { get; init; }
}
