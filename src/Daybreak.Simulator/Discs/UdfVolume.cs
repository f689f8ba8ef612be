namespace Daybreak.Simulator.Discs;

/// <summary>The partition of a disc, in sectors.</summary>
internal sealed record UdfPartition(int Start, int Length);

/// <summary>Writes the volume structures of UDF: recognition, anchors, both descriptor sequences, integrity (ECMA-167 part 3; OSTA UDF 1.02, 2.2).</summary>
internal sealed class UdfVolume(DiscContent content, UdfPartition partition)
{
    private const int MainSequence = 32;
    private const int ReserveSequence = 48;
    private const int IntegritySequence = 64;
    private const int SequenceSectors = 16;
    private const int IntegritySectors = 2;
    private const int Anchor = 256;
    private const int DescriptorSize = 512;

    // The primary volume descriptor's identifier, as logged by the kernel on real VMs.
    private const string VolumeIdentifier = "UDF Volume";

    /// <summary>Writes the volume recognition sequence, which identifies a UDF volume.</summary>
    public static void WriteRecognition(DiscImage image, int sector)
    {
        foreach (var identifier in (string[])["BEA01", "NSR02", "TEA01"])
        {
            var descriptor = image.Sector(sector++);
            Encoding.ASCII.GetBytes(identifier, descriptor[1..]);
            descriptor[6] = 1;
        }
    }

    public void Write(DiscImage image)
    {
        WriteSequence(image, MainSequence);
        WriteSequence(image, ReserveSequence);
        WriteIntegrity(image);
        WriteAnchor(image, Anchor);
        WriteAnchor(image, image.Sectors - 1);
    }

    private static void WriteAnchor(DiscImage image, int sector)
    {
        var anchor = image.Sector(sector)[..DescriptorSize];
        UdfStructure.Extent(anchor, 16, SequenceSectors * DiscImage.SectorSize, MainSequence);
        UdfStructure.Extent(anchor, 24, SequenceSectors * DiscImage.SectorSize, ReserveSequence);
        UdfStructure.Seal(anchor, 2, (uint)sector);
    }

    private void WriteSequence(DiscImage image, int start)
    {
        Action<Span<byte>>[] fill = [Primary, ImplementationUse, Partition, LogicalVolume, Unallocated, Terminator];
        ushort[] identifiers = [1, 4, 5, 6, 7, 8];
        for (var i = 0; i < fill.Length; i++)
        {
            // The logical volume descriptor has 440 bytes and one map of 6 bytes; the unallocated space descriptor has 24 bytes and no extents.
            var length = identifiers[i] switch { 6 => 446, 7 => 24, _ => DescriptorSize };
            var descriptor = image.Sector(start + i)[..length];
            if (identifiers[i] != 8) UdfStructure.U32(descriptor, 16, (uint)i); // volume descriptor sequence number
            fill[i](descriptor);
            UdfStructure.Seal(descriptor, identifiers[i], (uint)(start + i));
        }
    }

    private void Primary(Span<byte> at)
    {
        UdfStructure.Text(at, 24, 32, VolumeIdentifier);
        UdfStructure.U16(at, 56, 1); // volume 1
        UdfStructure.U16(at, 58, 1); // maximum volume number
        UdfStructure.U16(at, 60, 2); // interchange level: one volume
        UdfStructure.U16(at, 62, 2);
        UdfStructure.U32(at, 64, 1); // only character set 0
        UdfStructure.U32(at, 68, 1);
        // 16 characters make the set unique (2.2.2.5): the time as eight hexadecimal digits, then eight that the implementation chooses.
        UdfStructure.Text(at, 72, 128, FormattableString.Invariant($"{(uint)content.Time.ToUnixTimeSeconds():x8}00000000{VolumeIdentifier}"));
        UdfStructure.CharacterSet(at, 200);
        UdfStructure.CharacterSet(at, 264);
        UdfStructure.Timestamp(at, 376, content.Time);
        UdfStructure.Implementation(at, 388);
    }

    private void ImplementationUse(Span<byte> at)
    {
        UdfStructure.UdfEntity(at, 20, "*UDF LV Info");
        UdfStructure.CharacterSet(at, 52);
        UdfStructure.Text(at, 116, 128, content.Label);
        UdfStructure.Implementation(at, 352);
    }

    private void Partition(Span<byte> at)
    {
        UdfStructure.U16(at, 20, 1); // allocated
        Encoding.ASCII.GetBytes("+NSR02", at[25..]);
        UdfStructure.U32(at, 184, 1); // read-only
        UdfStructure.U32(at, 188, (uint)partition.Start);
        UdfStructure.U32(at, 192, (uint)partition.Length);
        UdfStructure.Implementation(at, 196);
    }

    private void LogicalVolume(Span<byte> at)
    {
        UdfStructure.CharacterSet(at, 20);
        UdfStructure.Text(at, 84, 128, content.Label);
        UdfStructure.U32(at, 212, DiscImage.SectorSize);
        UdfStructure.Domain(at, 216);
        UdfStructure.LongAllocation(at, 248, DiscImage.SectorSize, UdfFileSet.DescriptorBlock);
        UdfStructure.U32(at, 264, 6); // size of the maps
        UdfStructure.U32(at, 268, 1); // number of maps
        UdfStructure.Implementation(at, 272);
        UdfStructure.Extent(at, 432, IntegritySectors * DiscImage.SectorSize, IntegritySequence);
        at[440] = 1; // map type 1, 6 bytes: partition 0 of volume 1
        at[441] = 6;
        UdfStructure.U16(at, 442, 1);
    }

    private static void Unallocated(Span<byte> at)
    {
        // No extents: there is no free space.
    }

    private static void Terminator(Span<byte> at)
    {
        // Only the tag.
    }

    private void WriteIntegrity(DiscImage image)
    {
        const int implementationUse = 46;
        var at = image.Sector(IntegritySequence)[..(88 + implementationUse)];
        UdfStructure.Timestamp(at, 16, content.Time);
        UdfStructure.U32(at, 28, 1); // closed
        UdfStructure.U64(at, 40, (ulong)(UdfFileSet.FirstFileId + content.Files.Count)); // next unique id
        UdfStructure.U32(at, 72, 1); // partitions
        UdfStructure.U32(at, 76, implementationUse);
        UdfStructure.U32(at, 80, 0); // free blocks
        UdfStructure.U32(at, 84, (uint)partition.Length);
        UdfStructure.Implementation(at, 88);
        UdfStructure.U32(at, 120, (uint)content.Files.Count);
        UdfStructure.U32(at, 124, 1); // directories
        foreach (var revision in (int[])[128, 130, 132]) UdfStructure.U16(at, revision, 0x0102);
        UdfStructure.Seal(at, 9, IntegritySequence);

        var end = image.Sector(IntegritySequence + 1)[..DescriptorSize];
        UdfStructure.Seal(end, 8, IntegritySequence + 1);
    }
}
