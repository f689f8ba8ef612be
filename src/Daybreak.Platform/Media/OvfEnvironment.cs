namespace Daybreak.Platform.Media;

/// <summary>What ovf-env.xml of the provisioning media says. A missing, empty or nil element is null, or an empty list.</summary>
public sealed record OvfEnvironment
{
    /// <summary>LinuxProvisioningConfigurationSet/HostName.</summary>
    public string? HostName { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/UserName.</summary>
    public string? UserName { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/UserPassword: the one source of a password.</summary>
    public Secret? UserPassword { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/DisableSshPasswordAuthentication, as written.</summary>
    public string? DisableSshPasswordAuthentication { get; init; }

    /// <summary>SSH/PublicKeys/PublicKey.</summary>
    public IReadOnlyList<OvfPublicKey> PublicKeys { get; init; } = [];

    /// <summary>SSH/KeyPairs/KeyPair: private keys, which only the goal state's certificates hold.</summary>
    public IReadOnlyList<OvfKeyPair> KeyPairs { get; init; } = [];

    /// <summary>CustomData, decoded from base64; at most 64 KB by the platform's rule. May hold secrets.</summary>
    public Secret? CustomData { get; init; }

    /// <summary>PlatformSettings/PreprovisionedVm.</summary>
    public bool PreprovisionedVm { get; init; }

    /// <summary>PlatformSettings/PreprovisionedVMType: "None", "Running", "Savable" or "PreprovisionedOSDisk".</summary>
    public string? PreprovisionedVmType { get; init; }

    /// <summary>PlatformSettings/ProvisionGuestAgent: false where the platform wants no agent for extensions.</summary>
    public bool? ProvisionGuestAgent { get; init; }

    /// <summary>PlatformSettings/ProvisionGuestProxyAgent: the metadata security protocol's proxy must be ready before the first request.</summary>
    public bool ProvisionGuestProxyAgent { get; init; }

    /// <summary>The document without its secrets, for a copy that may be kept; empty where none could be made.</summary>
    public ReadOnlyMemory<byte> Redacted { get; init; }

    /// <summary>PlatformSettings/KmsServerHostname: Windows activation; told, not used.</summary>
    public string? KmsServerHostName { get; init; }
}

/// <summary>A public key that the VM shall have.</summary>
/// <param name="Fingerprint">SHA-1 of a certificate of the goal state, upper-case hexadecimal; used when there is no value.</param>
/// <param name="Path">Where the platform thinks it belongs.</param>
/// <param name="Value">The key in OpenSSH form.</param>
public sealed record OvfPublicKey(string? Fingerprint, string? Path, string? Value);

/// <summary>A key pair that the VM shall have.</summary>
/// <param name="Fingerprint">SHA-1 of the certificate, upper-case hexadecimal.</param>
/// <param name="Path">Where the private key belongs.</param>
public sealed record OvfKeyPair(string Fingerprint, string Path);
