namespace Daybreak.Simulator.Discs;

/// <summary>The file system of a disc.</summary>
public enum DiscFormat
{
    /// <summary>UDF 1.02, as on Azure's provisioning media.</summary>
    Udf,

    /// <summary>UDF 1.02 and ISO 9660 with Joliet that share the file contents.</summary>
    Bridge,

    /// <summary>ISO 9660 with Joliet.</summary>
    Iso9660,
}

/// <summary>A file in the root directory of a disc.</summary>
/// <param name="Name">At most 30 characters, the limit of ISO 9660 names.</param>
/// <param name="Content">The file's content.</param>
public sealed record DiscFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>The content of a disc.</summary>
/// <param name="Label">The logical volume's name, which tools show as the label.</param>
/// <param name="Time">The recording time, in UTC.</param>
/// <param name="Files">The files, all in the root directory.</param>
public sealed record DiscContent(string Label, DateTimeOffset Time, IReadOnlyList<DiscFile> Files);

/// <summary>The image of a disc with sectors of 2048 bytes.</summary>
public sealed class DiscImage
{
    /// <summary>Bytes per sector.</summary>
    public const int SectorSize = 2048;

    /// <summary>The maximum length of a label, which fits into every field that contains it.</summary>
    public const int LabelLimit = 30;

    // Positions below sector 256 are fixed. The first anchor of a UDF disc is at 256, and files follow it.
    private const int FirstDescriptor = 16;
    private const int IsoTables = 24;
    private const int UdfPartition = 257;

    private readonly byte[] _bytes;

    private DiscImage(int sectors) => _bytes = new byte[sectors * SectorSize];

    /// <summary>The number of sectors.</summary>
    public int Sectors => _bytes.Length / SectorSize;

    /// <summary>The whole image.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Creates an image.</summary>
    public static DiscImage Create(DiscContent content, DiscFormat format)
    {
        var hasUdf = format != DiscFormat.Iso9660;
        var hasIso = format != DiscFormat.Udf;
        var fileSet = hasUdf ? new UdfFileSet(content) : null;
        var contents = hasUdf ? UdfPartition + fileSet!.Blocks : IsoTables + Iso9660Volume.TableSectors;
        var extents = new List<DiscExtent>();
        var next = contents;
        foreach (var file in content.Files)
        {
            extents.Add(new DiscExtent(file, next));
            next += SectorsFor(file.Content.Length);
        }

        // UDF needs one more sector: the second anchor is the last sector of the disc.
        var image = new DiscImage(hasUdf ? next + 1 : next);
        foreach (var extent in extents) extent.File.Content.Span.CopyTo(image._bytes.AsSpan(extent.Sector * SectorSize));
        var descriptor = FirstDescriptor;
        if (hasIso) descriptor = new Iso9660Volume(content, extents).Write(image, descriptor, IsoTables);
        if (hasUdf)
        {
            UdfVolume.WriteRecognition(image, descriptor);
            var partition = new UdfPartition(UdfPartition, next - UdfPartition);
            new UdfVolume(content, partition).Write(image);
            fileSet!.Write(image, partition, extents);
        }
        return image;
    }

    /// <summary>A sector to write into.</summary>
    internal Span<byte> Sector(int number) => _bytes.AsSpan(number * SectorSize, SectorSize);

    /// <summary>The number of sectors for a number of bytes; 0 for an empty file.</summary>
    internal static int SectorsFor(int bytes) => (bytes + SectorSize - 1) / SectorSize;
}

/// <summary>A file and its first sector.</summary>
internal sealed record DiscExtent(DiscFile File, int Sector);
