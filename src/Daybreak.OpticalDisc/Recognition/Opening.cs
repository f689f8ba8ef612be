using Daybreak.OpticalDisc.Iso9660;
using Daybreak.OpticalDisc.Reading;
using Daybreak.OpticalDisc.Udf;

namespace Daybreak.OpticalDisc.Recognition;

/// <summary>Decides which file system of an image is read, and says why.</summary>
internal sealed record Opening(DiscFormat Format, DiscVolume Volume, bool IsBridge, string Choice, IReadOnlyList<DiscError> Notes)
{
    private static readonly Place Sequence =
        new(VolumeRecognition.FirstByte / VolumeDescriptorSet.SectorSize, VolumeDescriptorSet.SectorSize, "Volume Recognition Sequence");

    public static Parsed<Opening> Open(SectorSource source, DiscFormat? wanted)
    {
        var seen = VolumeRecognition.Read(source);
        return wanted switch
        {
            DiscFormat.Udf => Udf(source, seen, "as asked for"),
            DiscFormat.Iso9660 => Iso(source, seen, "as asked for", []),
            _ when seen.HasUdf => UdfUnlessDamaged(source, seen),
            _ when seen is { HasIso9660: true, HasExtendedArea: true } =>
                Iso(source, seen, "the extended area of the disc names no UDF", [Sequence.Fail(DiscErrorReason.WrongType, "BEA01 is there, NSR02 or NSR03 is not")]),
            _ when seen.HasIso9660 => Iso(source, seen, "the only file system of the disc", []),
            _ => Nothing(source),
        };
    }

    private static Parsed<Opening> UdfUnlessDamaged(SectorSource source, VolumeRecognition seen)
    {
        if (!seen.HasIso9660) return Udf(source, seen, "the only file system of the disc");
        if (Udf(source, seen, "which is preferred to the ISO 9660 of the same disc").Is(out var udf, out var damage)) return udf;
        return Iso(source, seen, $"because the UDF of the same disc is damaged ({damage})", [damage]).Is(out var iso, out var error)
            ? iso
            : damage with { Detail = $"{damage.Detail}; the ISO 9660 of the same disc cannot be read either ({error})" };
    }

    private static Parsed<Opening> Udf(SectorSource source, VolumeRecognition seen, string why)
    {
        var notes = new List<DiscError>();
        return UdfVolume.Open(source, notes).Is(out var volume, out var error)
            ? new Opening(DiscFormat.Udf, volume, seen is { HasUdf: true, HasIso9660: true }, $"{volume.Description}, {why}", notes)
            : error;
    }

    private static Parsed<Opening> Iso(SectorSource source, VolumeRecognition seen, string why, List<DiscError> notes) =>
        IsoVolume.Open(source).Is(out var volume, out var error)
            ? new Opening(DiscFormat.Iso9660, volume, seen.HasUdf, $"{volume.Description}, {why}", notes)
            : error;

    /// <summary>A disc that has lost only its announcement is damaged; one without an anchor is not a disc of ours.</summary>
    private static DiscError Nothing(SectorSource source) => Anchor.Find(source, []).Is(out var anchor, out _)
        ? Sequence.Fail(DiscErrorReason.WrongType, $"it names neither UDF nor ISO 9660, though an anchor for sectors of {anchor.SectorSize} bytes is there")
        : Sequence.Fail(DiscErrorReason.NotRecognised, "neither UDF nor ISO 9660 is there");
}
