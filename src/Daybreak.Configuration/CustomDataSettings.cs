namespace Daybreak.Configuration;

/// <summary>What Daybreak does with custom data.</summary>
public enum CustomDataPolicy
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is stored.</summary>
    Store,

    /// <summary>It is stored and executed.</summary>
    Execute,
}

/// <summary>[CustomData].</summary>
public sealed record CustomDataSettings
{
    /// <summary>Policy=: custom data is executed only if the image enables it.</summary>
    public CustomDataPolicy Policy { get; init; } = CustomDataPolicy.Store;

    /// <summary>When=: whether custom data is executed before Ready, so that a failure fails the provisioning.</summary>
    public bool BeforeReady { get; init; }

    /// <summary>TimeLimit=: how long each script may run. systemd stops azure-provisioning.service after 19 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(15);
}
