using Daybreak.OpticalDisc.Iso9660;
using Daybreak.OpticalDisc.Udf;

namespace Daybreak.OpticalDisc.Recognition;

/// <summary>Selects the file system of an image and states the reason.</summary>
internal sealed record Opening(DiscFormat Format, DiscVolume Volume, bool IsBridge, string Choice, IReadOnlyList<DiscError> Notes)
{
    private static readonly Location Sequence =
        new(VolumeRecognition.FirstByte / VolumeDescriptorSet.SectorSize, VolumeDescriptorSet.SectorSize, "Volume Recognition Sequence");

    public static Parsed<Opening> Open(SectorSource source, DiscFormat? wanted)
    {
        var seen = VolumeRecognition.Read(source);
        return wanted switch
        {
            DiscFormat.Udf => Udf(source, seen, "as requested"),
            DiscFormat.Iso9660 => Iso(source, seen, "as requested", []),
            _ when seen.HasUdf => UdfUnlessDamaged(source, seen),
            _ when seen is { HasIso9660: true, HasExtendedArea: true } =>
                Iso(source, seen, "the extended area of the disc does not announce UDF", [Sequence.Fail(DiscErrorReason.WrongType, "BEA01 exists, but neither NSR02 nor NSR03")]),
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

    /// <summary>A disc with an anchor but no announcement is damaged. A disc without an anchor has another format.</summary>
    private static DiscError Nothing(SectorSource source) => Anchor.Find(source, []).Is(out var anchor, out _)
        ? Sequence.Fail(DiscErrorReason.WrongType, $"it announces neither UDF nor ISO 9660, but there is an anchor for sectors of {anchor.SectorSize} bytes")
        : Sequence.Fail(DiscErrorReason.NotRecognised, "the disc has neither UDF nor ISO 9660");
}
