using System.IO.Compression;

namespace Daybreak.CustomData.Tests.Unpack;

/// <summary>Data as other programs pack it.</summary>
internal static class Packed
{
    public static byte[] Gzip(byte[] data, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true)) gzip.Write(data);
        return packed.ToArray();
    }
}
