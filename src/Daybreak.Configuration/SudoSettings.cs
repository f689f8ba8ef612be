namespace Daybreak.Configuration;

/// <summary>[Sudo].</summary>
public sealed record SudoSettings
{
    /// <summary>Policy=: platform, none, password or nopassword.</summary>
    public SudoPolicy Policy { get; init; }
}

/// <summary>How the administrator becomes root.</summary>
public enum SudoPolicy
{
    /// <summary>With the password that the platform gave; without one where it gave none, and the account has none to ask for.</summary>
    Platform,

    /// <summary>Not by a rule of ours: the image has its own.</summary>
    None,

    /// <summary>Always with the password.</summary>
    Password,

    /// <summary>Never with the password.</summary>
    NoPassword,
}
