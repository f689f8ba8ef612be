namespace Daybreak.OpticalDisc.Reading;

/// <summary>The location of a structure, for error messages.</summary>
internal readonly record struct Location(long Sector, int SectorSize, string Structure)
{
    public long Offset => Sector * SectorSize;

    public DiscError Fail(DiscErrorReason reason, string detail) => new(reason, Sector, SectorSize, Structure, detail);

    public DiscError Truncated() => Fail(DiscErrorReason.Truncated, "the image ends before this structure");
}
