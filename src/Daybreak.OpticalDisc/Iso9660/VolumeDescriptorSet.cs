using Daybreak.OpticalDisc.Recognition;

namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>The volume descriptors from sector 16 to the terminator (ECMA-119 6.7.1).</summary>
internal sealed record VolumeDescriptorSet(VolumeDescriptor Primary, VolumeDescriptor? Joliet)
{
    public const int SectorSize = 2048;
    private const int First = VolumeRecognition.FirstByte / SectorSize;

    public static Parsed<VolumeDescriptorSet> Read(SectorSource source)
    {
        VolumeDescriptor? primary = null, joliet = null;
        Location location = default;
        for (var i = 0; i < source.Limits.MaxVolumeDescriptors; i++)
        {
            location = new Location(First + i, SectorSize, "Volume Descriptor");
            if (!source.Read(location, SectorSize).Is(out var sector, out var error)) return error;
            if (!sector.AsSpan(1, 5).SequenceEqual("CD001"u8))
                return location.Fail(DiscErrorReason.WrongType, "the standard identifier is not CD001, and no terminator precedes it");
            switch (sector[0])
            {
                case 1 when primary is null:
                    location = location with { Structure = "Primary Volume Descriptor" };
                    if (!VolumeDescriptor.Parse(sector, location, false).Is(out primary, out error)) return error;
                    break;
                case 2 when joliet is null && IsJoliet(sector):
                    location = location with { Structure = "Supplementary Volume Descriptor" };
                    if (!VolumeDescriptor.Parse(sector, location, true).Is(out joliet, out error)) return error;
                    break;
                case 255:
                    location = location with { Structure = "Volume Descriptor Set Terminator" };
                    return primary is not null
                        ? new VolumeDescriptorSet(primary, joliet)
                        : location.Fail(DiscErrorReason.InvalidField, "no Primary Volume Descriptor precedes it");
            }
        }

        return location.Fail(DiscErrorReason.LimitExceeded, $"there are more than {source.Limits.MaxVolumeDescriptors} volume descriptors");
    }

    /// <summary>The escape sequences of UCS-2 levels 1 to 3 (Joliet, "Identification of a Joliet SVD"), registered by ISO 2022.</summary>
    private static bool IsJoliet(ReadOnlySpan<byte> sector) =>
        (sector[7] & 1) == 0 && sector[88] == '%' && sector[89] == '/' && sector[90] is (byte)'@' or (byte)'C' or (byte)'E';
}
