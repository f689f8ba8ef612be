namespace Daybreak.OpticalDisc.Udf;

/// <summary>Opens a UDF file system: anchor, volume descriptor sequence, logical volume, file set, root directory.</summary>
internal static class UdfVolume
{
    public static Parsed<DiscVolume> Open(SectorSource source, List<DiscError> notes)
    {
        if (!Anchor.Find(source, notes).Is(out var anchor, out var error)) return error;
        if (!VolumeDescriptorSequence.Read(source, anchor, notes).Is(out var sequence, out error)) return error;
        if (!LogicalVolume.Read(source, sequence, notes).Is(out var volume, out error)) return error;
        if (!FileSet.ReadRoot(volume, sequence.Logical.Location).Is(out var found, out error)) return error;

        var root = new UdfNode(volume, "", true, found.Root, found.FileSet);
        // Read the first entry of the root. If the root is damaged, the other file system of a bridge disc is used.
        if (root.Scan(static _ => false) is { } damaged) return damaged;
        var (location, primary) = sequence.Primary;
        var identifier = VolumeLabel.Read(primary.AsSpan(24, 32), "volume identifier", location, notes);
        return new DiscVolume($"UDF {volume.Revision}", volume.Label, identifier, volume.BlockSize, root);
    }
}
