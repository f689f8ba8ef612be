namespace Daybreak.Configuration;

/// <summary>[Network].</summary>
public sealed record NetworkSettings
{
    /// <summary>Secondary=configure: whether interfaces beside the primary one are configured from the metadata service; else the image's own DHCP has them.</summary>
    public bool ConfigureSecondary { get; init; }
}
