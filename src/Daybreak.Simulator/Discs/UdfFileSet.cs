namespace Daybreak.Simulator.Discs;

/// <summary>Writes the start of the partition: file set, root directory and file entries (ECMA-167 part 4; OSTA UDF 1.02, 2.3). The files' contents follow.</summary>
internal sealed class UdfFileSet(DiscContent content)
{
    /// <summary>The block of the file set descriptor.</summary>
    public const int DescriptorBlock = 0;

    /// <summary>The first unique id of a file; 0 is the root, and ids below 16 are reserved (3.2.1).</summary>
    public const int FirstFileId = 16;

    private const int RootEntryBlock = 2;
    private const int RootDirectoryBlock = 3;
    private const int FirstFileEntryBlock = 4;
    private const int EntryHeader = 176;
    private const int ShortAllocation = 8;

    // The top two bits of an extent's length are its type, so larger files need several extents.
    private const int MaximumExtent = ((1 << 30) - 1) / DiscImage.SectorSize * DiscImage.SectorSize;

    private const byte DirectoryType = 4;
    private const byte FileType = 5;

    // r-x and r-- for others, group and owner, with five bits each.
    private const uint DirectoryPermissions = 0x14A5;
    private const uint FilePermissions = 0x1084;

    /// <summary>The number of blocks before the files' contents.</summary>
    public int Blocks => FirstFileEntryBlock + content.Files.Count;

    public void Write(DiscImage image, UdfPartition partition, IReadOnlyList<DiscExtent> extents)
    {
        Span<byte> Block(int number) => image.Sector(partition.Start + number);

        WriteDescriptor(Block(DescriptorBlock)[..512]);
        UdfStructure.Seal(Block(DescriptorBlock + 1)[..512], 8, DescriptorBlock + 1);
        var directory = Directory();
        directory.CopyTo(Block(RootDirectoryBlock));
        WriteEntry(Block(RootEntryBlock), RootEntryBlock, DirectoryType, 0, directory.Length, RootDirectoryBlock);
        for (var i = 0; i < extents.Count; i++)
        {
            var block = FirstFileEntryBlock + i;
            WriteEntry(Block(block), block, FileType, FirstFileId + i, extents[i].File.Content.Length, extents[i].Sector - partition.Start);
        }
    }

    private void WriteDescriptor(Span<byte> at)
    {
        UdfStructure.Timestamp(at, 16, content.Time);
        UdfStructure.U16(at, 28, 3); // interchange level
        UdfStructure.U16(at, 30, 3);
        UdfStructure.U32(at, 32, 1); // only character set 0
        UdfStructure.U32(at, 36, 1);
        UdfStructure.CharacterSet(at, 48);
        UdfStructure.Text(at, 112, 128, content.Label);
        UdfStructure.CharacterSet(at, 240);
        UdfStructure.Text(at, 304, 32, content.Label);
        UdfStructure.LongAllocation(at, 400, DiscImage.SectorSize, RootEntryBlock);
        UdfStructure.Domain(at, 416);
        UdfStructure.Seal(at, 256, DescriptorBlock);
    }

    private byte[] Directory()
    {
        var bytes = new List<byte>();
        Add(bytes, "", RootEntryBlock);
        for (var i = 0; i < content.Files.Count; i++) Add(bytes, content.Files[i].Name, FirstFileEntryBlock + i);
        if (bytes.Count > DiscImage.SectorSize) throw new ArgumentException("The root directory is larger than a sector.");
        return [.. bytes];
    }

    /// <summary>Adds a file identifier descriptor; an empty name means the parent directory.</summary>
    private static void Add(List<byte> directory, string name, int entryBlock)
    {
        var identifier = UdfStructure.CompressedUnicode(name);
        var length = 38 + identifier.Length;
        Span<byte> at = new byte[(length + 3) / 4 * 4];
        UdfStructure.U16(at, 16, 1); // file version
        at[18] = (byte)(name.Length == 0 ? 0x0A : 0); // parent, and a directory
        at[19] = (byte)identifier.Length;
        UdfStructure.LongAllocation(at, 20, DiscImage.SectorSize, entryBlock);
        identifier.CopyTo(at[38..]);
        UdfStructure.Seal(at, 257, RootDirectoryBlock);
        directory.AddRange(at);
    }

    private void WriteEntry(Span<byte> block, int location, byte type, int uniqueId, int length, int firstBlock)
    {
        var extents = (length + MaximumExtent - 1) / MaximumExtent;
        var at = block[..(EntryHeader + (extents * ShortAllocation))];
        UdfStructure.U16(at, 20, 4); // strategy 4: one direct entry
        UdfStructure.U16(at, 24, 1);
        at[27] = type;
        UdfStructure.U16(at, 34, 0); // short allocation descriptors
        UdfStructure.U32(at, 44, type == DirectoryType ? DirectoryPermissions : FilePermissions);
        UdfStructure.U16(at, 48, 1); // links
        UdfStructure.U64(at, 56, (ulong)length);
        UdfStructure.U64(at, 64, (ulong)DiscImage.SectorsFor(length));
        foreach (var time in (int[])[72, 84, 96]) UdfStructure.Timestamp(at, time, content.Time);
        UdfStructure.U32(at, 108, 1); // checkpoint
        UdfStructure.Implementation(at, 128);
        UdfStructure.U64(at, 160, (ulong)uniqueId);
        UdfStructure.U32(at, 172, (uint)(extents * ShortAllocation));
        for (var i = 0; i < extents; i++)
        {
            UdfStructure.U32(at, EntryHeader + (i * ShortAllocation), (uint)Math.Min(length - (i * MaximumExtent), MaximumExtent));
            UdfStructure.U32(at, EntryHeader + (i * ShortAllocation) + 4, (uint)(firstBlock + (i * (MaximumExtent / DiscImage.SectorSize))));
        }
        UdfStructure.Seal(at, 261, (uint)location);
    }
}
