namespace Daybreak.Configuration;

/// <summary>[Kernel].</summary>
public sealed record KernelSettings
{
    /// <summary>CreditEntropy=: whether the kernel counts on the random bytes that the host gives, and does not only mix them in.</summary>
    public bool CreditEntropy { get; init; }

    /// <summary>ScsiTimeout=: how long a command to a SCSI disk may take, at least; zero leaves it alone. The disks are remote; the Azure Linux agent sets 300 s.</summary>
    public TimeSpan ScsiTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>NvmeTimeout=: the same of a remote NVMe disk; the platform tries for up to 120 s and asks for 240 s.</summary>
    public TimeSpan NvmeTimeout { get; init; } = TimeSpan.FromSeconds(240);
}
