namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>A directory entry of an ISO 9660 volume. A file with several sections is one entry.</summary>
internal sealed class IsoNode : DiscNode
{
    public const string RecordStructure = "Directory Record";
    private const uint PosixTypeOfFile = 0x8000;

    private readonly IsoVolume volume;
    private readonly List<(long Block, uint Length)> sections;
    private readonly Location location;
    private readonly SystemUse? use;

    private IsoNode(IsoVolume volume, string name, bool isDirectory, List<(long, uint)> sections, Location location, SystemUse? use)
        : base(name, isDirectory)
    {
        this.volume = volume;
        this.sections = sections;
        this.location = location;
        this.use = use;
    }

    public static IsoNode OfRecord(IsoVolume volume, DirectoryRecord record, string name, Location location, SystemUse? use = null) =>
        new(volume, name, record.IsDirectory || use?.MovedTo is not null, [(record.Block, record.Length)], location, use);

    /// <summary>Adds the next section of a file with several sections (ECMA-119 9.1.6).</summary>
    public void Append(DirectoryRecord record) => sections.Add((record.Block, record.Length));

    public override DiscError? Scan(Func<DiscNode, bool> visit)
    {
        var extent = sections;
        if (use?.MovedTo is { } block)
        {
            // The placeholder is a file. Only the relocated directory has the length.
            if (!volume.FirstRecord(block).Is(out var self, out var error)) return error;
            extent = [(self.Block, self.Length)];
        }

        return Content(extent).Is(out var content, out var wrong) ? IsoDirectory.Scan(volume, content, location, visit) : wrong;
    }

    public override Parsed<DiscContent> Open()
    {
        if (use is { FileType: not (0 or PosixTypeOfFile) })
            return location.Fail(DiscErrorReason.NotAFile, $"\"{Name}\" is a symbolic link or a device");
        if (use is { IsCompressed: true })
            return location.Fail(DiscErrorReason.Unsupported, $"\"{Name}\" is compressed (zisofs)");
        return Content(sections);
    }

    private Parsed<DiscContent> Content(List<(long Block, uint Length)> extent)
    {
        long length = 0;
        foreach (var section in extent)
        {
            if (volume.CheckBounds(section.Block, section.Length, location) is { } outside) return outside;
            length += section.Length;
        }

        if (!IsDirectory && length > volume.Source.Limits.MaxFileSize)
            return location.Fail(DiscErrorReason.LimitExceeded, $"\"{Name}\" has {length} bytes; the limit is {volume.Source.Limits.MaxFileSize}");
        var content = new DiscContentBuilder(volume.Source, length, location);
        foreach (var section in extent)
        {
            if (content.Count() is { } tooMany) return tooMany;
            content.Add(section.Block * volume.Descriptor.BlockSize, section.Length, (uint)section.Block);
        }

        return content.Finish();
    }
}
