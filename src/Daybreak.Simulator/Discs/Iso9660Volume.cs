namespace Daybreak.Simulator.Discs;

/// <summary>Writes ISO 9660 (ECMA-119) with a second tree according to Microsoft's Joliet specification.</summary>
internal sealed class Iso9660Volume(DiscContent content, IReadOnlyList<DiscExtent> extents)
{
    /// <summary>Sectors of path tables and root directories: for each tree, one table in each byte order and one directory.</summary>
    public const int TableSectors = 6;

    private const int PathTableSize = 10;
    private const string Identifier = "CD001";

    /// <summary>Writes the descriptors and tables at the given sectors; returns the sector after the descriptors.</summary>
    public int Write(DiscImage image, int descriptors, int tables)
    {
        WriteTree(image, descriptors, tables, new Plain());
        WriteTree(image, descriptors + 1, tables + 3, new Joliet());
        Start(image.Sector(descriptors + 2), 255);
        return descriptors + 3;
    }

    private void WriteTree(DiscImage image, int descriptor, int tables, Names names)
    {
        var root = tables + 2;
        WriteDescriptor(image.Sector(descriptor), image.Sectors, tables, root, names);
        WritePathTable(image.Sector(tables), root, bigEndian: false);
        WritePathTable(image.Sector(tables + 1), root, bigEndian: true);

        var directory = image.Sector(root);
        directory = directory[Record(directory, [0], root, DiscImage.SectorSize, isDirectory: true)..];
        directory = directory[Record(directory, [1], root, DiscImage.SectorSize, isDirectory: true)..];
        foreach (var (extent, name) in extents.Select(extent => (extent, Name: names.File(extent.File.Name))).OrderBy(item => item.Name, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))))
            directory = directory[Record(directory, name, extent.Sector, extent.File.Content.Length, isDirectory: false)..];
    }

    private void WriteDescriptor(Span<byte> at, int sectors, int tables, int root, Names names)
    {
        Start(at, names.DescriptorType);
        names.Escape(at[88..]);
        names.Fill(at.Slice(8, 32), "");
        names.Fill(at.Slice(40, 32), names.Volume(content.Label));
        Both32(at[80..], sectors);
        Both16(at[120..], 1); // volumes in the set
        Both16(at[124..], 1); // number of this volume
        Both16(at[128..], DiscImage.SectorSize);
        Both32(at[132..], PathTableSize);
        BinaryPrimitives.WriteInt32LittleEndian(at[140..], tables);
        BinaryPrimitives.WriteInt32BigEndian(at[148..], tables + 1);
        Record(at[156..], [0], root, DiscImage.SectorSize, isDirectory: true);
        foreach (var offset in (int[])[190, 318, 446, 574]) names.Fill(at.Slice(offset, 128), "");
        foreach (var offset in (int[])[702, 739, 776]) names.Fill(at.Slice(offset, 37), "");
        var time = content.Time.ToString("yyyyMMddHHmmss'00'", CultureInfo.InvariantCulture);
        foreach (var offset in (int[])[813, 830, 864]) Encoding.ASCII.GetBytes(time, at[offset..]);
        at.Slice(847, 16).Fill((byte)'0'); // never expires
        at[881] = 1;
    }

    private static void Start(Span<byte> at, byte type)
    {
        at[0] = type;
        Encoding.ASCII.GetBytes(Identifier, at[1..]);
        at[6] = 1;
    }

    private static void WritePathTable(Span<byte> at, int root, bool bigEndian)
    {
        at[0] = 1; // length of the root's name
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(at[2..], root);
            BinaryPrimitives.WriteInt16BigEndian(at[6..], 1);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(at[2..], root);
            BinaryPrimitives.WriteInt16LittleEndian(at[6..], 1);
        }
    }

    private int Record(Span<byte> at, ReadOnlySpan<byte> name, int sector, int length, bool isDirectory)
    {
        var size = (33 + name.Length + 1) / 2 * 2;
        at[0] = (byte)size;
        Both32(at[2..], sector);
        Both32(at[10..], length);
        at[18] = (byte)(content.Time.Year - 1900);
        at[19] = (byte)content.Time.Month;
        at[20] = (byte)content.Time.Day;
        at[21] = (byte)content.Time.Hour;
        at[22] = (byte)content.Time.Minute;
        at[23] = (byte)content.Time.Second;
        at[25] = (byte)(isDirectory ? 2 : 0);
        Both16(at[28..], 1);
        at[32] = (byte)name.Length;
        name.CopyTo(at[33..]);
        return size;
    }

    private static void Both16(Span<byte> at, short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(at, value);
        BinaryPrimitives.WriteInt16BigEndian(at[2..], value);
    }

    private static void Both32(Span<byte> at, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, value);
        BinaryPrimitives.WriteInt32BigEndian(at[4..], value);
    }

    /// <summary>The name encoding of a tree.</summary>
    private abstract class Names
    {
        public abstract byte DescriptorType { get; }

        public abstract void Escape(Span<byte> at);

        public abstract void Fill(Span<byte> field, string text);

        public abstract string Volume(string label);

        public abstract byte[] File(string name);
    }

    /// <summary>ECMA-119 level 2: capital letters, digits and underscores, one dot, a version.</summary>
    private sealed class Plain : Names
    {
        public override byte DescriptorType => 1;

        public override void Escape(Span<byte> at)
        {
        }

        public override void Fill(Span<byte> field, string text)
        {
            field.Fill((byte)' ');
            Encoding.ASCII.GetBytes(text, field);
        }

        // Keep lower-case letters, as mkisofs does with relaxed rules: tools show the label as written, and Azure's label has them.
        public override string Volume(string label) => label;

        public override byte[] File(string name)
        {
            var dot = name.LastIndexOf('.');
            return Encoding.ASCII.GetBytes(dot < 0 ? $"{Capitals(name)}.;1" : $"{Capitals(name[..dot])}.{Capitals(name[(dot + 1)..])};1");
        }

        private static string Capitals(string text) =>
            string.Concat(text.ToUpperInvariant().Select(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) ? character : '_'));
    }

    /// <summary>Joliet: UCS-2, big-endian, level 3.</summary>
    private sealed class Joliet : Names
    {
        public override byte DescriptorType => 2;

        public override void Escape(Span<byte> at) => Encoding.ASCII.GetBytes("%/E", at);

        public override void Fill(Span<byte> field, string text)
        {
            for (var i = 1; i < field.Length; i += 2) field[i] = (byte)' ';
            Encoding.BigEndianUnicode.GetBytes(text, field);
        }

        public override string Volume(string label) => label[..Math.Min(label.Length, 16)];

        public override byte[] File(string name) => Encoding.BigEndianUnicode.GetBytes(name + ";1");
    }
}
