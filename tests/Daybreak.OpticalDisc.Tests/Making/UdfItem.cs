namespace Daybreak.OpticalDisc.Tests.Making;

/// <summary>The allocation of the bytes of a file or directory.</summary>
public enum Form
{
    Short = 0,
    Long = 1,
    Embedded = 3,
}

internal abstract record UdfItem(string Name)
{
    public Form Form { get; init; } = Form.Short;

    /// <summary>Blocks per extent. An unused block follows each extent, so that extents are not contiguous.</summary>
    public int ExtentBlocks { get; init; } = 1000;

    /// <summary>Allocation descriptors in the entry and in each continuation; 0 for as many as possible.</summary>
    public int DescriptorsPerBlock { get; init; }

    /// <summary>Bytes of extended attributes before the allocation descriptors.</summary>
    public int AttributeBytes { get; init; }

    /// <summary>Whether to write 16-bit names even if 8 bits are sufficient.</summary>
    public bool WideName { get; init; }

    public byte FileType { get; init; } = 5;
}

internal sealed record UdfFile(string Name, byte[] Content) : UdfItem(Name)
{
    /// <summary>Extents (by number) that are not recorded, alternately of the two kinds. Their content must be zeros.</summary>
    public int[] Holes { get; init; } = [];

    /// <summary>An older content. The ICB then has strategy 4096, and an indirect entry refers to this file.</summary>
    public byte[]? Replaces { get; init; }
}

internal sealed record UdfFolder(string Name, params UdfItem[] Items) : UdfItem(Name)
{
    /// <summary>Bytes of implementation use in each File Identifier Descriptor.</summary>
    public int ImplementationUseBytes { get; init; }

    /// <summary>The name of a deleted file at the beginning of the directory.</summary>
    public string? Deleted { get; init; }
}
