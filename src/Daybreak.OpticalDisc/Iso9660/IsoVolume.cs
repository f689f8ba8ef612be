namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>An ISO 9660 file system with the best available names: Rock Ridge, then Joliet, then plain names.</summary>
internal sealed record IsoVolume(SectorSource Source, VolumeDescriptor Descriptor, NameKind Names, int SystemUseSkip)
{
    public static Parsed<DiscVolume> Open(SectorSource source)
    {
        if (!VolumeDescriptorSet.Read(source).Is(out var set, out var error)) return error;
        if (!FindSystemUse(source, set.Primary).Is(out var skip, out error)) return error;
        var volume = skip is { } bytes ? new IsoVolume(source, set.Primary, NameKind.RockRidge, bytes)
            : set.Joliet is { } joliet ? new IsoVolume(source, joliet, NameKind.Joliet, 0)
            : new IsoVolume(source, set.Primary, NameKind.Plain, 0);
        if (!volume.Root().Is(out var root, out error)) return error;
        var description = volume.Names switch
        {
            NameKind.RockRidge => "ISO 9660 with Rock Ridge names",
            NameKind.Joliet => "ISO 9660 with Joliet names",
            _ => "ISO 9660",
        };
        return new DiscVolume(description, set.Primary.Identifier, set.Primary.Identifier, VolumeDescriptorSet.SectorSize, root);
    }

    public Location PlaceOf(long block, string structure) =>
        new(block * Descriptor.BlockSize / VolumeDescriptorSet.SectorSize, VolumeDescriptorSet.SectorSize, structure);

    /// <summary>Checks that an extent is within the volume.</summary>
    public DiscError? CheckBounds(long block, uint length, in Location location) =>
        block + (length + (long)Descriptor.BlockSize - 1) / Descriptor.BlockSize <= Descriptor.Blocks
            ? null
            : location.Fail(DiscErrorReason.OutOfBounds, $"{length} bytes at block {block} exceed the volume, which has {Descriptor.Blocks} blocks");

    private Parsed<IsoNode> Root()
    {
        if (!DirectoryRecord.Parse(Descriptor.Root, Descriptor.Location).Is(out var record, out var error)) return error;
        if (!record.IsDirectory)
            return Descriptor.Location.Fail(DiscErrorReason.InvalidField, "the root directory record is not that of a directory");
        var root = IsoNode.OfRecord(this, record, "", Descriptor.Location);
        return root.Scan(static _ => false) is { } damaged ? damaged : root;
    }

    /// <summary>SUSP 5.3: SP is the first entry in the "." record of the root directory. Null if there is none.</summary>
    private static Parsed<int?> FindSystemUse(SectorSource source, VolumeDescriptor primary)
    {
        var volume = new IsoVolume(source, primary, NameKind.Plain, 0);
        if (!DirectoryRecord.Parse(primary.Root, primary.Location).Is(out var root, out var error)) return error;
        if (!volume.FirstRecord(root.Block).Is(out var self, out error)) return error;
        if (!self.Bytes.AsSpan(self.SystemUse).StartsWith("SP"u8)) return (int?)null;
        if (!SystemUse.Read(source, self, 0, primary.BlockSize, volume.PlaceOf(root.Block, IsoNode.RecordStructure)).Is(out var use, out error)) return error;
        return use.Skip;
    }

    /// <summary>The "." record of a directory, which repeats the directory's extent.</summary>
    public Parsed<DirectoryRecord> FirstRecord(long block)
    {
        var location = PlaceOf(block, IsoNode.RecordStructure);
        if (CheckBounds(block, 1, location) is { } outside) return outside;
        Span<byte> bytes = stackalloc byte[256];
        if (Source.Fill(block * Descriptor.BlockSize, bytes[..1], location) is { } unread) return unread;
        var record = bytes[..bytes[0]];
        if (Source.Fill(block * Descriptor.BlockSize, record, location) is { } cut) return cut;
        if (!DirectoryRecord.Parse(record, location).Is(out var self, out var error)) return error;
        return self.IsSelf ? self : location.Fail(DiscErrorReason.WrongType, "the first record of the directory is not its \".\" record");
    }
}
