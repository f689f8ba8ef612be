namespace Daybreak.Configuration;

/// <summary>[Account]: how the administrator's account is made.</summary>
public sealed record AccountSettings
{
    // One list: settings that say the same are equal.
    private static readonly string[] UsualGroups = ["sudo", "wheel", "adm", "systemd-journal"];

    /// <summary>
    /// Groups=: the supplementary groups, as far as the machine has them: those that cloud images give their user for administration.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = UsualGroups;

    /// <summary>Shell=: the login shell; null for SHELL of /etc/default/useradd, else /bin/bash, else /bin/sh, whichever is there.</summary>
    public string? Shell { get; init; }

    /// <summary>Backend=: whether the machine's own useradd (or busybox adduser) makes the account.</summary>
    public bool UsesTools { get; init; }

    /// <summary>LockRoot=: whether root's password is taken away.</summary>
    public bool LockRoot { get; init; } = true;
}
