namespace Daybreak.Simulator.Scenarios;

/// <summary>A VM as the platform describes it. The defaults are a plausible VM.</summary>
public sealed record VirtualMachine
{
    /// <summary>The VM's id (compute.vmId).</summary>
    public Guid Id { get; init; } = Guid.Parse("5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d");

    /// <summary>The VM's resource name (compute.name).</summary>
    public string Name { get; init; } = "vm1";

    /// <summary>The host name (osProfile.computerName, HostName).</summary>
    public string HostName { get; init; } = "vm1";

    /// <summary>The administrator's account; empty for none.</summary>
    public string User { get; init; } = "azureuser";

    /// <summary>The administrator's password, which is only on the provisioning disc; <see langword="null"/> for none.</summary>
    public string? Password { get; init; }

    /// <summary>The administrator's public keys.</summary>
    public IReadOnlyList<SshPublicKey> PublicKeys { get; init; } = [];

    /// <summary>Key pairs that the platform has for the VM.</summary>
    public IReadOnlyList<SshKeyPair> KeyPairs { get; init; } = [];

    /// <summary>Whether SSH must refuse passwords. In a scenario, the default is true if there is no password.</summary>
    public bool DisablePasswordAuthentication { get; init; } = true;

    /// <summary>User data as base64. It is not validated, so that invalid data can be served.</summary>
    public string UserData { get; init; } = "";

    /// <summary>Custom data as base64, which is not validated; empty for none.</summary>
    public string CustomData { get; init; } = "";

    /// <summary>The container id of the goal state.</summary>
    public string ContainerId { get; init; } = "a1b2c3d4-0000-4000-8000-00000000c0de";

    /// <summary>The role instance id of the goal state: <c>GUID._name</c>.</summary>
    public string InstanceId { get; init; } = "0d9e8f7a-1111-4222-8333-444455556666._vm1";

    /// <summary>The goal state's incarnation.</summary>
    public int Incarnation { get; init; } = 1;

    /// <summary>The region.</summary>
    public string Location { get; init; } = "westeurope";

    /// <summary>The VM size.</summary>
    public string Size { get; init; } = "Standard_D2ds_v5";

    /// <summary>The resource group's name.</summary>
    public string ResourceGroup { get; init; } = "rg1";

    /// <summary>The subscription.</summary>
    public Guid SubscriptionId { get; init; } = Guid.Parse("11111111-2222-4333-8444-555555555555");

    /// <summary>The availability zone; empty for none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Tags of the VM.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The temporary disk's size in KiB, as reported by IMDS; 0 for none.</summary>
    public long ResourceDiskKib { get; init; } = 75 * 1024 * 1024;

    /// <summary>The security profile.</summary>
    public SecurityProfile Security { get; init; } = new();

    /// <summary>1: BIOS and IDE; 2: UEFI.</summary>
    public int Generation { get; init; } = 2;

    /// <summary>Data disks, in addition to the OS disk and the temporary disk.</summary>
    public IReadOnlyList<DataDisk> DataDisks { get; init; } = [];

    /// <summary>The pre-provisioning type: None, Running, Savable or PreprovisionedOSDisk.</summary>
    public string PreprovisioningType { get; init; } = "None";

    /// <summary>Whether the platform requests the Azure Linux agent (only on the disc).</summary>
    public bool ProvisionGuestAgent { get; init; } = true;

    /// <summary>Whether the platform requests the metadata proxy agent (only on the disc).</summary>
    public bool ProvisionGuestProxyAgent { get; init; }

    /// <summary>The network interfaces in IMDS's order, which the platform does not guarantee.</summary>
    public IReadOnlyList<NetworkInterface> Interfaces { get; init; } = [new()];
}

/// <summary>An SSH public key and its file.</summary>
/// <param name="Key">The line for authorized_keys, which is not validated, so that invalid keys can be served; <see langword="null"/> if it is given as a certificate.</param>
/// <param name="Certificate">The name of the certificate that contains the key. The disc then has only its fingerprint.</param>
/// <param name="Path">The path of the file.</param>
public sealed record SshPublicKey(string? Key, string? Certificate, string Path);

/// <summary>A key pair from a certificate, and the file for the private key.</summary>
/// <param name="Certificate">The certificate's name.</param>
/// <param name="Path">The path of the file.</param>
public sealed record SshKeyPair(string Certificate, string Path);

/// <summary>A data disk.</summary>
/// <param name="Lun">Its logical unit number, 0 to 63.</param>
/// <param name="SizeGiB">Its size in GiB.</param>
/// <param name="Name">The disk resource's name.</param>
public sealed record DataDisk(int Lun, int SizeGiB, string Name);

/// <summary>compute.securityProfile.</summary>
public sealed record SecurityProfile
{
    /// <summary>TrustedLaunch, ConfidentialVM, or empty for standard.</summary>
    public string Type { get; init; } = "";

    /// <summary>Secure boot.</summary>
    public bool SecureBoot { get; init; }

    /// <summary>A virtual TPM.</summary>
    public bool VirtualTpm { get; init; }

    /// <summary>Encryption at host.</summary>
    public bool EncryptionAtHost { get; init; }
}

/// <summary>A network interface.</summary>
public sealed record NetworkInterface
{
    /// <summary>The MAC address in IMDS's format: 12 upper-case hexadecimal digits.</summary>
    public string Mac { get; init; } = "000D3A000001";

    /// <summary>IPv4 addresses; the first is the primary one.</summary>
    public IReadOnlyList<InterfaceAddress> Ipv4 { get; init; } = [new(IPAddress.Parse("10.0.0.4"), null)];

    /// <summary>The IPv4 subnet.</summary>
    public IPNetwork Subnet { get; init; } = IPNetwork.Parse("10.0.0.0/24");

    /// <summary>IPv6 addresses.</summary>
    public IReadOnlyList<InterfaceAddress> Ipv6 { get; init; } = [];
}

/// <summary>An address of an interface with its public address.</summary>
/// <param name="Private">The address on the interface.</param>
/// <param name="Public">The public address; <see langword="null"/> for none.</param>
public sealed record InterfaceAddress(IPAddress Private, IPAddress? Public);
