namespace Daybreak.OpticalDisc.Udf;

/// <summary>A partition as a partition map names it.</summary>
/// <param name="Start">The sector of its block 0.</param>
/// <param name="Length">Its blocks.</param>
/// <param name="Sparing">Packets that were moved elsewhere, or null where none were.</param>
internal sealed record UdfPartition(uint Start, uint Length, SparingTable? Sparing)
{
    /// <summary>The sector of a block, and how many blocks (of those wanted) follow one another on the medium from there.</summary>
    public (long Sector, long Run) Locate(uint block, long count) => Sparing is { } table
        ? table.Locate(Start, block, count)
        : ((long)Start + block, count);
}
