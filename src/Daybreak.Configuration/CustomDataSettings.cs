namespace Daybreak.Configuration;

/// <summary>What the image does with custom data.</summary>
public enum CustomDataPolicy
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is kept, for whoever wants it.</summary>
    Store,

    /// <summary>It is kept, and done.</summary>
    Execute,
}

/// <summary>[CustomData], with its defaults.</summary>
public sealed record CustomDataSettings
{
    /// <summary>Policy=: an image opts into executing what its VMs are given.</summary>
    public CustomDataPolicy Policy { get; init; } = CustomDataPolicy.Store;

    /// <summary>When=: whether it is done before Ready, so that a failure of it is one of the provisioning.</summary>
    public bool BeforeReady { get; init; }

    /// <summary>TimeLimit=: how long each script may run. azure-provisioning.service ends after 19 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(15);
}
