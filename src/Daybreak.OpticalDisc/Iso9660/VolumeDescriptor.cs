namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>A Primary or Supplementary Volume Descriptor (ECMA-119 8.4 and 8.5).</summary>
/// <param name="Location">The location for messages.</param>
/// <param name="BlockSize">Bytes per logical block: 512, 1024 or 2048.</param>
/// <param name="Blocks">The number of logical blocks in the volume.</param>
/// <param name="Identifier">The volume identifier, which mount tools show as the label.</param>
/// <param name="Root">The record of the root directory.</param>
internal sealed record VolumeDescriptor(Location Location, int BlockSize, uint Blocks, string Identifier, byte[] Root)
{
    public static Parsed<VolumeDescriptor> Parse(ReadOnlySpan<byte> sector, Location location, bool joliet)
    {
        if (sector[6] != 1) return location.Fail(DiscErrorReason.InvalidField, $"the version is {sector[6]}, expected 1");
        if (!BothEndian.Read32(sector[80..], "the volume space size", location).Is(out var blocks, out var error)) return error;
        if (!BothEndian.Read16(sector[128..], "the logical block size", location).Is(out var blockSize, out error)) return error;
        if (blockSize is not (512 or 1024 or 2048))
            return location.Fail(DiscErrorReason.InvalidField, $"the logical block size is {blockSize}, expected 512, 1024 or 2048");
        if (sector[881] != 1)
            return location.Fail(DiscErrorReason.InvalidField, $"the file structure version is {sector[881]}, expected 1");
        var root = sector.Slice(156, 34);
        if (root[0] != 34) return location.Fail(DiscErrorReason.OutOfBounds, $"the root directory record has {root[0]} bytes, expected 34");
        var identifier = sector.Slice(40, 32);
        var text = joliet ? BigEndianText(identifier) : Encoding.Latin1.GetString(identifier);
        return new VolumeDescriptor(location, (int)blockSize, blocks, text.TrimEnd(' ', '\0'), root.ToArray());
    }

    /// <summary>UCS-2, big-endian. An odd last byte is ignored.</summary>
    public static string BigEndianText(ReadOnlySpan<byte> bytes) =>
        string.Create(bytes.Length / 2, bytes, static (units, source) =>
        {
            for (var i = 0; i < units.Length; i++) units[i] = (char)BinaryPrimitives.ReadUInt16BigEndian(source[(2 * i)..]);
        });
}
