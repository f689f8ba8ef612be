namespace Daybreak.Machine.Disks;

/// <summary>The first page of swap space (linux/swap.h, union swap_header): what mkswap(8) writes.</summary>
public static class SwapHeader
{
    private const int InfoAt = 1024, LabelAt = InfoAt + 12 + 16;
    private static ReadOnlySpan<byte> Magic => "SWAPSPACE2"u8;

    // The label identifies swap files of Daybreak, so that no other swap file is replaced.
    private static ReadOnlySpan<byte> Label => "daybreak"u8;

    /// <summary>The page for swap space of a given size in bytes: a multiple of the page size, at least ten pages.</summary>
    public static byte[] Make(long size, int pageSize)
    {
        var page = new byte[pageSize];
        // Version 1, the number of the last page, no bad pages. In native byte order, which is little-endian on all Azure VMs.
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(InfoAt), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(InfoAt + 4), (uint)((size / pageSize) - 1));
        Label.CopyTo(page.AsSpan(LabelAt));
        Magic.CopyTo(page.AsSpan(pageSize - Magic.Length));
        return page;
    }

    /// <summary>Whether a file of this size begins with a page that Daybreak wrote.</summary>
    public static bool IsDaybreaks(ReadOnlySpan<byte> page, long size, int pageSize) => page.SequenceEqual(Make(size, pageSize));
}
