namespace Daybreak.OpticalDisc.Udf;

/// <summary>A partition of a partition map.</summary>
/// <param name="Start">The sector of block 0.</param>
/// <param name="Length">The number of blocks.</param>
/// <param name="Sparing">The relocated packets; null if there are none.</param>
internal sealed record UdfPartition(uint Start, uint Length, SparingTable? Sparing)
{
    /// <summary>The sector of a block, and the number of contiguous blocks from there, up to the requested number.</summary>
    public (long Sector, long Run) Locate(uint block, long count) => Sparing is { } table
        ? table.Locate(Start, block, count)
        : ((long)Start + block, count);
}
