namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>How a test wants the bytes of a file or directory to be allocated.</summary>
public enum Form
{
    Short = 0,
    Long = 1,
    Embedded = 3,
}

internal abstract record UdfItem(string Name)
{
    public Form Form { get; init; } = Form.Short;

    /// <summary>Blocks in an extent; each extent is followed by a block that belongs to nobody, so that extents never join.</summary>
    public int ExtentBlocks { get; init; } = 1000;

    /// <summary>Allocation descriptors in the entry and in each continuation, or 0 for as many as fit.</summary>
    public int DescriptorsPerBlock { get; init; }

    /// <summary>Bytes of extended attributes before the allocation descriptors.</summary>
    public int AttributeBytes { get; init; }

    /// <summary>16-bit names even where 8 would do.</summary>
    public bool WideName { get; init; }

    public byte FileType { get; init; } = 5;
}

internal sealed record UdfFile(string Name, byte[] Content) : UdfItem(Name)
{
    /// <summary>Extents (by number) that are not recorded, alternately of the two kinds; their content must be zeros.</summary>
    public int[] Holes { get; init; } = [];

    /// <summary>An older content: the ICB then has strategy 4096, and an indirect entry leads to this file.</summary>
    public byte[]? Replaces { get; init; }
}

internal sealed record UdfFolder(string Name, params UdfItem[] Items) : UdfItem(Name)
{
    /// <summary>Bytes of implementation use in each File Identifier Descriptor.</summary>
    public int ImplementationUseBytes { get; init; }

    /// <summary>A deleted file of this name stands first.</summary>
    public string? Deleted { get; init; }
}
