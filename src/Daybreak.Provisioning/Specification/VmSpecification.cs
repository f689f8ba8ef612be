using Daybreak.Platform;

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

    /// <summary>Contradictions between sources, and what was decided: each a warning.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <summary>All fields as they are told, in the order of the specification.</summary>
    public IReadOnlyList<FieldStory> Stories =>
    [
        HostName.Story, UserName.Story, Password.Story, PasswordLogin.Story, PublicKeys.Story, KeyPairs.Story, CustomData.Story, UserData.Story, GuestAgent.Story, ProxyAgent.Story,
    ];
}
