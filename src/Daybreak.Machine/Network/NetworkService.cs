namespace Daybreak.Machine.Network;

/// <summary>The service that configures network interfaces.</summary>
public enum NetworkService
{
    /// <summary>No known service: a script, or only the kernel.</summary>
    None,

    /// <summary>systemd-networkd.</summary>
    Networkd,

    /// <summary>NetworkManager.</summary>
    NetworkManager,

    /// <summary>ifupdown or a variant that reads /etc/network/interfaces.</summary>
    Ifupdown,
}
