using System.Buffers.Binary;

namespace Daybreak.CustomData.Unpack;

/// <summary>Unpacks gzip (RFC 1952): all members, checksums and lengths verified.</summary>
internal static class Gzip
{
    private const int HeaderSize = 10, TrailerSize = 8;

    /// <summary>Whether it begins as gzip does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> data) => data.Length >= 2 && data[0] == 0x1f && data[1] == 0x8b;

    /// <summary>Unpacks.</summary>
    /// <param name="data">The packed bytes.</param>
    /// <param name="limit">The most bytes that may come out.</param>
    /// <param name="refusal">Why nothing did.</param>
    public static byte[]? TryUnpack(byte[] data, int limit, out string? refusal)
    {
        byte[] whole = [];
        int at = 0;
        do
        {
            if (!TrySkipHeader(data, ref at, out refusal)) return null;
            if (Inflate.TryRun(data, ref at, limit - whole.Length, out refusal) is not { } member) return null;
            if (at + TrailerSize > data.Length)
            {
                refusal = "the gzip data ends too early";
                return null;
            }
            if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at)) != Checksum(member) || BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at + 4)) != (uint)member.Length)
            {
                refusal = "the checksum of the gzip data is wrong";
                return null;
            }
            at += TrailerSize;
            whole = whole.Length == 0 ? member : [.. whole, .. member];
        }
        while (at < data.Length && IsGzip(data.AsSpan(at)));
        return whole;
    }

    private static bool TrySkipHeader(byte[] data, ref int at, out string? refusal)
    {
        refusal = "the gzip data ends too early";
        const byte hasCheck = 2, hasExtra = 4, hasName = 8, hasComment = 16, reserved = 0xe0;
        if (at + HeaderSize > data.Length) return false;
        byte flags = data[at + 3];
        if (!IsGzip(data.AsSpan(at)) || data[at + 2] != 8 || (flags & reserved) != 0)
        {
            refusal = "it is not gzip as RFC 1952 has it";
            return false;
        }
        at += HeaderSize;
        if ((flags & hasExtra) != 0)
        {
            if (at + 2 > data.Length) return false;
            at += 2 + (data[at] | (data[at + 1] << 8));
        }
        foreach (byte text in (ReadOnlySpan<byte>)[hasName, hasComment])
        {
            if ((flags & text) == 0) continue;
            while (at < data.Length && data[at] != 0) at++;
            at++;
        }
        if ((flags & hasCheck) != 0) at += 2;
        if (at >= data.Length) return false;
        refusal = null;
        return true;
    }

    /// <summary>CRC-32 of RFC 1952, section 8.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
        }
        return ~crc;
    }
}
