namespace Daybreak.Platform.Imds;

/// <summary>What the instance document says of this VM. A missing, empty or null member of the document is null here, and so is an optional one that cannot be used.</summary>
public sealed record ImdsInstance
{
    /// <summary>The api-version that answered.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>compute.vmId: the SMBIOS UUID in its canonical byte order.</summary>
    public string? VmId { get; init; }

    /// <summary>compute.name: the resource's name. Not always the computer's: a scale set's "web_0" is no host name.</summary>
    public string? Name { get; init; }

    /// <summary>compute.osProfile.computerName, since 2020-07-15.</summary>
    public string? ComputerName { get; init; }

    /// <summary>compute.osProfile.adminUsername, since 2020-07-15.</summary>
    public string? AdminUserName { get; init; }

    /// <summary>compute.osProfile.disablePasswordAuthentication as text, since 2020-10-01.</summary>
    public string? DisablePasswordAuthentication { get; init; }

    /// <summary>compute.publicKeys[].keyData, as given.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>compute.userData: base64 of at most 64 KB, since 2021-01-01. Readable by every process: not for secrets.</summary>
    public string? UserData { get; init; }

    /// <summary>compute.location.</summary>
    public string? Location { get; init; }

    /// <summary>compute.vmSize.</summary>
    public string? VmSize { get; init; }

    /// <summary>compute.storageProfile.resourceDisk.size in KiB; 0 means that the size has no temporary disk. Since 2021-02-01.</summary>
    public long? ResourceDiskKiB { get; init; }

    /// <summary>compute.securityProfile.securityType, since 2021-12-13.</summary>
    public string? SecurityType { get; init; }

    /// <summary>extended.compute.hasCustomData, where extended=true is understood.</summary>
    public bool? HasCustomData { get; init; }

    /// <summary>extended.compute.ppsType: "None", "Running", "Savable" or "PreprovisionedOSDisk".</summary>
    public string? PreprovisioningType { get; init; }

    /// <summary>network.interface[]: in no order that means anything.</summary>
    public IReadOnlyList<ImdsInterface> Interfaces { get; init; } = [];

    /// <summary>Values of optional members that cannot be used: such a member is absent here.</summary>
    public IReadOnlyList<UnexpectedValue> Ignored { get; init; } = [];
}

/// <summary>One network interface as the document has it.</summary>
/// <param name="MacAddress">Twelve hexadecimal digits, lower case, without separators.</param>
/// <param name="PrivateAddresses">Private IPv4 and IPv6 addresses.</param>
public sealed record ImdsInterface(string MacAddress, IReadOnlyList<string> PrivateAddresses)
{
    /// <summary>The subnets of both families, such as "10.0.0.0/24".</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];
}
