namespace Daybreak.Configuration;

/// <summary>[Swap].</summary>
/// <remarks>Size= is a number of bytes, or a share of the memory; neither is no swap space, which is the default.</remarks>
public sealed record SwapSettings
{
    /// <summary>Size=2G: in bytes; 0 for none.</summary>
    public long Bytes { get; init; }

    /// <summary>Size=10%: of the machine's memory; 0 for none.</summary>
    public int Percent { get; init; }
}
