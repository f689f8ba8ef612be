namespace Daybreak.OpticalDisc.Udf;

/// <summary>Tag identifiers (ECMA-167 3/7.2.1 and 4/7.2.1) and their names for messages.</summary>
internal enum TagId : ushort
{
    SparingTable = 0,
    PrimaryVolume = 1,
    Anchor = 2,
    VolumePointer = 3,
    ImplementationUse = 4,
    Partition = 5,
    LogicalVolume = 6,
    UnallocatedSpace = 7,
    Terminating = 8,
    LogicalVolumeIntegrity = 9,
    FileSet = 256,
    FileIdentifier = 257,
    AllocationExtent = 258,
    IndirectEntry = 259,
    TerminalEntry = 260,
    FileEntry = 261,
    ExtendedFileEntry = 266,
}

internal static class TagNames
{
    public static string Name(this TagId id) => id switch
    {
        TagId.SparingTable => "Sparing Table",
        TagId.PrimaryVolume => "Primary Volume Descriptor",
        TagId.Anchor => "Anchor Volume Descriptor Pointer",
        TagId.VolumePointer => "Volume Descriptor Pointer",
        TagId.ImplementationUse => "Implementation Use Volume Descriptor",
        TagId.Partition => "Partition Descriptor",
        TagId.LogicalVolume => "Logical Volume Descriptor",
        TagId.UnallocatedSpace => "Unallocated Space Descriptor",
        TagId.Terminating => "Terminating Descriptor",
        TagId.LogicalVolumeIntegrity => "Logical Volume Integrity Descriptor",
        TagId.FileSet => "File Set Descriptor",
        TagId.FileIdentifier => "File Identifier Descriptor",
        TagId.AllocationExtent => "Allocation Extent Descriptor",
        TagId.IndirectEntry => "Indirect Entry",
        TagId.TerminalEntry => "Terminal Entry",
        TagId.FileEntry => "File Entry",
        TagId.ExtendedFileEntry => "Extended File Entry",
        _ => "unknown descriptor",
    };
}
