namespace Daybreak.Platform.Media;

/// <summary>The content of ovf-env.xml. A missing, empty or nil element is null, or an empty list.</summary>
public sealed record OvfEnvironment
{
    /// <summary>LinuxProvisioningConfigurationSet/HostName.</summary>
    public string? HostName { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/UserName.</summary>
    public string? UserName { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/UserPassword: the only source of a password.</summary>
    public Secret? UserPassword { get; init; }

    /// <summary>LinuxProvisioningConfigurationSet/DisableSshPasswordAuthentication, unchanged.</summary>
    public string? DisableSshPasswordAuthentication { get; init; }

    /// <summary>SSH/PublicKeys/PublicKey.</summary>
    public IReadOnlyList<OvfPublicKey> PublicKeys { get; init; } = [];

    /// <summary>SSH/KeyPairs/KeyPair. The private keys are in the goal state's certificates.</summary>
    public IReadOnlyList<OvfKeyPair> KeyPairs { get; init; } = [];

    /// <summary>CustomData, decoded from base64; at most 64 KB on Azure. It may contain secrets.</summary>
    public Secret? CustomData { get; init; }

    /// <summary>PlatformSettings/PreprovisionedVm.</summary>
    public bool PreprovisionedVm { get; init; }

    /// <summary>PlatformSettings/PreprovisionedVMType: "None", "Running", "Savable" or "PreprovisionedOSDisk".</summary>
    public string? PreprovisionedVmType { get; init; }

    /// <summary>PlatformSettings/ProvisionGuestAgent: false if the platform requires no agent for extensions.</summary>
    public bool? ProvisionGuestAgent { get; init; }

    /// <summary>PlatformSettings/ProvisionGuestProxyAgent: the metadata security protocol's proxy must be ready before the first request.</summary>
    public bool ProvisionGuestProxyAgent { get; init; }

    /// <summary>The document without secrets, for storage; empty if the encoding is not supported.</summary>
    public ReadOnlyMemory<byte> Redacted { get; init; }

    /// <summary>PlatformSettings/KmsServerHostname, for Windows activation; not used.</summary>
    public string? KmsServerHostName { get; init; }
}

/// <summary>A public key of the administrator.</summary>
/// <param name="Fingerprint">SHA-1 of a certificate of the goal state, upper-case hexadecimal; used if there is no value.</param>
/// <param name="Path">The path of the key file, as the platform gives it.</param>
/// <param name="Value">The key in OpenSSH form.</param>
public sealed record OvfPublicKey(string? Fingerprint, string? Path, string? Value);

/// <summary>A key pair of the VM.</summary>
/// <param name="Fingerprint">SHA-1 of the certificate, upper-case hexadecimal.</param>
/// <param name="Path">The path of the private key.</param>
public sealed record OvfKeyPair(string Fingerprint, string Path);
