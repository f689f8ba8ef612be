namespace Daybreak.Configuration;

/// <summary>[Account]: how the administrator's account is created.</summary>
public sealed record AccountSettings
{
    // One list, so that two default settings are equal.
    private static readonly string[] DefaultGroups = ["sudo", "wheel", "adm", "systemd-journal"];

    /// <summary>
    /// Groups=: the supplementary groups. Groups that do not exist are skipped. The default has the groups that cloud images give their
    /// user for administration.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = DefaultGroups;

    /// <summary>Shell=: the login shell. Null means SHELL of /etc/default/useradd, then /bin/bash, then /bin/sh, whichever exists first.</summary>
    public string? Shell { get; init; }

    /// <summary>Backend=: whether the machine's useradd (or busybox adduser) creates the account.</summary>
    public bool UsesTools { get; init; }

    /// <summary>LockRoot=: whether root's password is removed.</summary>
    public bool LockRoot { get; init; } = true;
}

/// <summary>[Sudo].</summary>
public sealed record SudoSettings
{
    /// <summary>Policy=: platform, none, password or nopassword.</summary>
    public SudoPolicy Policy { get; init; }
}

/// <summary>How the administrator becomes root.</summary>
public enum SudoPolicy
{
    /// <summary>With the password of the platform. Without a password if the platform gives none, because the account has none.</summary>
    Platform,

    /// <summary>Daybreak writes no rule: the image has its own.</summary>
    None,

    /// <summary>Always with the password.</summary>
    Password,

    /// <summary>Never with the password.</summary>
    NoPassword,
}
