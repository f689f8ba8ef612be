namespace Daybreak.Simulator.Discs;

/// <summary>The file systems of a disc.</summary>
public enum DiscFormat
{
    /// <summary>UDF 1.02 alone, as Azure's provisioning media are.</summary>
    Udf,

    /// <summary>UDF 1.02 and ISO 9660 with Joliet, over the same file contents.</summary>
    Bridge,

    /// <summary>ISO 9660 with Joliet.</summary>
    Iso9660,
}

/// <summary>A file in the root of a disc.</summary>
/// <param name="Name">At most 30 characters, so that it is a Joliet name and an ISO 9660 name too.</param>
/// <param name="Content">What is in it.</param>
public sealed record DiscFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>What is written on a disc.</summary>
/// <param name="Label">The logical volume's name, which tools show as the label.</param>
/// <param name="Time">The recording time, in UTC.</param>
/// <param name="Files">The files, all in the root.</param>
public sealed record DiscContent(string Label, DateTimeOffset Time, IReadOnlyList<DiscFile> Files);

/// <summary>An image of a disc with sectors of 2048 bytes.</summary>
public sealed class DiscImage
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorSize = 2048;

    /// <summary>Bytes of a volume's label at most: what every field that it is written to can hold.</summary>
    public const int LabelLimit = 30;

    // Below sector 256 the places are fixed; the first anchor of a UDF disc is 256, and files begin behind it.
    private const int FirstDescriptor = 16;
    private const int IsoTables = 24;
    private const int UdfPartition = 257;

    private readonly byte[] _bytes;

    private DiscImage(int sectors) => _bytes = new byte[sectors * SectorSize];

    /// <summary>How many sectors there are.</summary>
    public int Sectors => _bytes.Length / SectorSize;

    /// <summary>The whole image.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Makes an image.</summary>
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

        // One sector more for the second anchor, which is the last sector of the disc.
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

    /// <summary>How many sectors so many bytes take; an empty file takes none.</summary>
    internal static int SectorsFor(int bytes) => (bytes + SectorSize - 1) / SectorSize;
}

/// <summary>A file and where its content begins.</summary>
internal sealed record DiscExtent(DiscFile File, int Sector);
