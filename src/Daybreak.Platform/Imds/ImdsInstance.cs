namespace Daybreak.Platform.Imds;

/// <summary>The instance document of this VM. Members that are missing, empty, null, or optional and unusable are null.</summary>
public sealed record ImdsInstance
{
    /// <summary>The api-version of the answer.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>compute.vmId: the SMBIOS UUID in its canonical byte order.</summary>
    public string? VmId { get; init; }

    /// <summary>compute.name: the name of the resource, which may not be a host name ("web_0" in a scale set).</summary>
    public string? Name { get; init; }

    /// <summary>compute.osProfile.computerName, since 2020-07-15.</summary>
    public string? ComputerName { get; init; }

    /// <summary>compute.osProfile.adminUsername, since 2020-07-15.</summary>
    public string? AdminUserName { get; init; }

    /// <summary>compute.osProfile.disablePasswordAuthentication as text, since 2020-10-01.</summary>
    public string? DisablePasswordAuthentication { get; init; }

    /// <summary>compute.publicKeys[].keyData, unchanged.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>compute.userData: base64 of at most 64 KB, since 2021-01-01. Every process can read it, so it must not contain secrets.</summary>
    public string? UserData { get; init; }

    /// <summary>compute.location.</summary>
    public string? Location { get; init; }

    /// <summary>compute.vmSize.</summary>
    public string? VmSize { get; init; }

    /// <summary>compute.storageProfile.resourceDisk.size in KiB; 0 for a VM size without a temporary disk. Since 2021-02-01.</summary>
    public long? ResourceDiskKiB { get; init; }

    /// <summary>compute.securityProfile.securityType, since 2021-12-13.</summary>
    public string? SecurityType { get; init; }

    /// <summary>extended.compute.hasCustomData, if the service supports extended=true.</summary>
    public bool? HasCustomData { get; init; }

    /// <summary>extended.compute.ppsType: "None", "Running", "Savable" or "PreprovisionedOSDisk".</summary>
    public string? PreprovisioningType { get; init; }

    /// <summary>network.interface[], in an arbitrary order.</summary>
    public IReadOnlyList<ImdsInterface> Interfaces { get; init; } = [];

    /// <summary>Unusable values of optional members, which count as absent.</summary>
    public IReadOnlyList<UnexpectedValue> Ignored { get; init; } = [];
}

/// <summary>A network interface in the document.</summary>
/// <param name="MacAddress">Twelve hexadecimal digits, lower case, without separators.</param>
/// <param name="PrivateAddresses">Private IPv4 and IPv6 addresses.</param>
public sealed record ImdsInterface(string MacAddress, IReadOnlyList<string> PrivateAddresses)
{
    /// <summary>The subnets of both families, such as "10.0.0.0/24".</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];
}
