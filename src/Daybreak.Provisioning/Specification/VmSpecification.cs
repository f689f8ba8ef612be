namespace Daybreak.Provisioning.Specification;

/// <summary>What the platform wants this VM to be. Every field knows which source said it, and why that one won.</summary>
public sealed record VmSpecification
{
    /// <summary>The machine's name.</summary>
    public required Field<HostName> HostName { get; init; }

    /// <summary>The administrator.</summary>
    public required Field<UserName> UserName { get; init; }

    /// <summary>The administrator's password: the media alone has it.</summary>
    public required Field<Secret> Password { get; init; }

    /// <summary>Whether ssh may ask for a password. Never null: what is not clearly asked for is off.</summary>
    public required Field<SshPasswordLogin> PasswordLogin { get; init; }

    /// <summary>The administrator's public keys.</summary>
    public required Field<PublicKeys> PublicKeys { get; init; }

    /// <summary>The administrator's key pairs.</summary>
    public required Field<KeyPairs> KeyPairs { get; init; }

    /// <summary>Custom data of the media.</summary>
    public required Field<Payload> CustomData { get; init; }

    /// <summary>User data of the metadata service; custom data comes before it.</summary>
    public required Field<Payload> UserData { get; init; }

    /// <summary>Whether the platform wants an agent for extensions in this VM.</summary>
    public required Field<Flag> GuestAgent { get; init; }

    /// <summary>Whether the metadata security protocol's proxy stands between this VM and the platform.</summary>
    public required Field<Flag> ProxyAgent { get; init; }

    /// <summary>The VM's identity.</summary>
    public required Field<VmId> VmId { get; init; }

    /// <summary>The region, such as "westeurope".</summary>
    public required Field<string> Location { get; init; }

    /// <summary>Such as "Standard_D2s_v5".</summary>
    public required Field<string> VmSize { get; init; }

    /// <summary>"TrustedLaunch" or "ConfidentialVM"; none for the standard one.</summary>
    public required Field<string> SecurityType { get; init; }

    /// <summary>How large a temporary disk the VM size has.</summary>
    public required Field<DiskSize> ResourceDisk { get; init; }

    /// <summary>The network interfaces.</summary>
    public required Field<NetworkInterfaces> Interfaces { get; init; }

    /// <summary>The activation server that the media names.</summary>
    public required Field<string> KmsHost { get; init; }

    /// <summary>The media's document without its secrets; empty where there is no media.</summary>
    public ReadOnlyMemory<byte> RedactedMedia { get; init; }

    /// <summary>Contradictions between sources, and what was decided: each a warning.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <summary>What the platform wants this VM to be.</summary>
    public IReadOnlyList<FieldStory> Wishes =>
    [
        HostName.Story, UserName.Story, Password.Story, PasswordLogin.Story, PublicKeys.Story, KeyPairs.Story, CustomData.Story, UserData.Story, GuestAgent.Story, ProxyAgent.Story,
    ];

    /// <summary>What it says that this VM is.</summary>
    public IReadOnlyList<FieldStory> Facts =>
    [
        VmId.Story, Location.Story, VmSize.Story, SecurityType.Story, ResourceDisk.Story, Interfaces.Story, KmsHost.Story,
    ];

    /// <summary>All fields as they are told, in the order of the specification.</summary>
    public IReadOnlyList<FieldStory> Stories => [.. Wishes, .. Facts];
}
