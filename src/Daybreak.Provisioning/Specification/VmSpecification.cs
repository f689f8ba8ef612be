namespace Daybreak.Provisioning.Specification;

/// <summary>The VM's configuration from the platform. Every field has its provenance.</summary>
public sealed record VmSpecification
{
    /// <summary>The machine's name.</summary>
    public required Field<HostName> HostName { get; init; }

    /// <summary>The administrator.</summary>
    public required Field<UserName> UserName { get; init; }

    /// <summary>The administrator's password, which only the media has.</summary>
    public required Field<Secret> Password { get; init; }

    /// <summary>Whether sshd accepts passwords. Always has a value: off, unless the platform clearly enables it.</summary>
    public required Field<SshPasswordLogin> PasswordLogin { get; init; }

    /// <summary>The administrator's public keys.</summary>
    public required Field<PublicKeys> PublicKeys { get; init; }

    /// <summary>The administrator's key pairs.</summary>
    public required Field<KeyPairs> KeyPairs { get; init; }

    /// <summary>Custom data of the media.</summary>
    public required Field<Payload> CustomData { get; init; }

    /// <summary>User data of IMDS. Custom data has precedence.</summary>
    public required Field<Payload> UserData { get; init; }

    /// <summary>Whether the platform requires an agent for extensions in this VM.</summary>
    public required Field<Flag> GuestAgent { get; init; }

    /// <summary>Whether requests to the platform go through the metadata security protocol's proxy.</summary>
    public required Field<Flag> ProxyAgent { get; init; }

    /// <summary>The VM's identity.</summary>
    public required Field<VmId> VmId { get; init; }

    /// <summary>The region, such as "westeurope".</summary>
    public required Field<string> Location { get; init; }

    /// <summary>Such as "Standard_D2s_v5".</summary>
    public required Field<string> VmSize { get; init; }

    /// <summary>"TrustedLaunch" or "ConfidentialVM"; none for a standard VM.</summary>
    public required Field<string> SecurityType { get; init; }

    /// <summary>The size of the VM's temporary disk.</summary>
    public required Field<DiskSize> ResourceDisk { get; init; }

    /// <summary>The network interfaces.</summary>
    public required Field<NetworkInterfaces> Interfaces { get; init; }

    /// <summary>The activation server that the media names.</summary>
    public required Field<string> KmsHost { get; init; }

    /// <summary>The media's document without its secrets; empty if there is no media.</summary>
    public ReadOnlyMemory<byte> RedactedMedia { get; init; }

    /// <summary>A warning for each contradiction between sources, with the decision.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <summary>The fields that provisioning applies.</summary>
    public IReadOnlyList<FieldSummary> Settings =>
    [
        HostName.Summary, UserName.Summary, Password.Summary, PasswordLogin.Summary, PublicKeys.Summary, KeyPairs.Summary, CustomData.Summary, UserData.Summary, GuestAgent.Summary, ProxyAgent.Summary,
    ];

    /// <summary>The fields that describe the VM.</summary>
    public IReadOnlyList<FieldSummary> Facts =>
    [
        VmId.Summary, Location.Summary, VmSize.Summary, SecurityType.Summary, ResourceDisk.Summary, Interfaces.Summary, KmsHost.Summary,
    ];

    /// <summary>All fields, in the order of the specification.</summary>
    public IReadOnlyList<FieldSummary> Fields => [.. Settings, .. Facts];
}
