namespace Daybreak.Machine.Network;

/// <summary>Who configures the interfaces of a machine.</summary>
public enum NetworkService
{
    /// <summary>None that is known here: a script, or the kernel alone.</summary>
    None,

    /// <summary>systemd-networkd.</summary>
    Networkd,

    /// <summary>NetworkManager.</summary>
    NetworkManager,

    /// <summary>ifupdown, or one of its kin that read /etc/network/interfaces.</summary>
    Ifupdown,
}
