using System.Buffers.Binary;

namespace Daybreak.Machine.Disks;

/// <summary>The first page of swap space (linux/swap.h, union swap_header): what mkswap(8) writes.</summary>
public static class SwapHeader
{
    private const int InfoAt = 1024, LabelAt = InfoAt + 12 + 16;
    private static ReadOnlySpan<byte> Magic => "SWAPSPACE2"u8;

    // So that a file that somebody else made for swapping is never thrown away for one of ours.
    private static ReadOnlySpan<byte> Label => "daybreak"u8;

    /// <summary>The page for swap space of so many bytes.</summary>
    /// <param name="size">A multiple of the page's size, ten pages at least.</param>
    /// <param name="pageSize">The machine's, in bytes.</param>
    public static byte[] Make(long size, int pageSize)
    {
        var page = new byte[pageSize];
        // Version 1; the last page's number; no bad pages. In the machine's own byte order, which is little-endian wherever the platform runs Linux.
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(InfoAt), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(InfoAt + 4), (uint)((size / pageSize) - 1));
        Label.CopyTo(page.AsSpan(LabelAt));
        Magic.CopyTo(page.AsSpan(pageSize - Magic.Length));
        return page;
    }

    /// <summary>Whether a file of this size begins with such a page of ours.</summary>
    public static bool IsOurs(ReadOnlySpan<byte> page, long size, int pageSize) => page.SequenceEqual(Make(size, pageSize));
}
