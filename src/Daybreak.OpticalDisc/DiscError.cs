using System.Globalization;

namespace Daybreak.OpticalDisc;

/// <summary>What is wrong with a disc, as a value: the reason for programs, one sentence for people.</summary>
/// <param name="Reason">The kind of the failure.</param>
/// <param name="Sector">The sector that holds the structure, counted from the start of the stream in units of
/// <paramref name="SectorSize"/>, or null where no one sector is to blame.</param>
/// <param name="SectorSize">Bytes in a sector: 2048 on ISO 9660 and on optical media.</param>
/// <param name="Structure">The name that the standard gives the structure, such as <c>Primary Volume Descriptor</c>.</param>
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
