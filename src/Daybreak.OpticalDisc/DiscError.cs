using System.Globalization;

namespace Daybreak.OpticalDisc;

/// <summary>An error on a disc: a reason for programs and one sentence for people.</summary>
/// <param name="Reason">The kind of error.</param>
/// <param name="Sector">The sector of the structure, counted from the start of the stream in units of
/// <paramref name="SectorSize"/>; null if the error has no single sector.</param>
/// <param name="SectorSize">Bytes per sector: 2048 on ISO 9660 and on optical media.</param>
/// <param name="Structure">The name of the structure in the standard, such as <c>Primary Volume Descriptor</c>.</param>
/// <param name="Detail">What was found and what was expected.</param>
public sealed record DiscError(DiscErrorReason Reason, long? Sector, int SectorSize, string Structure, string Detail)
{
    /// <summary>One sentence, such as <c>sector 257: Primary Volume Descriptor: CRC is 0x1234, computed 0x5678</c>.</summary>
    public override string ToString() => Sector switch
    {
        null => $"{Structure}: {Detail}",
        { } sector when SectorSize == 2048 => string.Create(CultureInfo.InvariantCulture, $"sector {sector}: {Structure}: {Detail}"),
        { } sector => string.Create(CultureInfo.InvariantCulture, $"sector {sector} (of {SectorSize} bytes): {Structure}: {Detail}"),
    };
}
