using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Daybreak.Core;

namespace Daybreak.CustomData.Unpack;

/// <summary>Unpacks gzip (RFC 1952): all members, with checksums and lengths verified. Data after the last member is ignored.</summary>
/// <remarks>GZipStream returns truncated data without an error, so this class reads the members itself.</remarks>
internal static class Gzip
{
    private const int HeaderSize = 10, TrailerSize = 8, BufferSize = 16 * 1024;

    private static Failure NotGzip { get; } = Failure.Invalid("the data is not gzip (RFC 1952)");

    private static Failure Truncated { get; } = Failure.Invalid("the gzip data is truncated");

    /// <summary>Whether the data begins as gzip does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> data) => data is [0x1f, 0x8b, ..];

    /// <summary>The unpacked data.</summary>
    /// <param name="data">The packed data.</param>
    /// <param name="limit">The maximum size of the unpacked data.</param>
    public static Result<byte[]> Unpack(byte[] data, int limit)
    {
        using var whole = new MemoryStream();
        byte[] buffer = new byte[BufferSize];
        int at = 0;
        do
        {
            if ((SkipHeader(data, ref at) ?? Inflate(data, ref at, whole, limit, buffer)) is { } failure) return failure;
        }
        while (IsGzip(data.AsSpan(at)));
        return whole.ToArray();
    }

    private static Failure? Inflate(byte[] data, ref int at, MemoryStream whole, int limit, byte[] buffer)
    {
        using var source = new SingleBytes(data, at);
        var checksum = new Crc32();
        long start = whole.Length;
        try
        {
            using var deflate = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
            for (int length = deflate.Read(buffer); length > 0; length = deflate.Read(buffer))
            {
                if (whole.Length + length > limit) return Failure.Invalid($"the unpacked data is larger than {(limit + 1024 * 1024 - 1) / 1024 / 1024} MiB");
                checksum.Append(buffer.AsSpan(0, length));
                whole.Write(buffer, 0, length);
            }
        }
        catch (InvalidDataException)
        {
            return Failure.Invalid($"the compressed data is damaged at byte {at + source.Position}");
        }
        at += (int)source.Position;
        if (source.IsExhausted || at + TrailerSize > data.Length) return Truncated;
        if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at)) != checksum.GetCurrentHashAsUInt32()
            || BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at + 4)) != (uint)(whole.Length - start))
        {
            return Failure.Invalid($"the checksum of the gzip data at byte {at} is wrong");
        }
        at += TrailerSize;
        return null;
    }

    private static Failure? SkipHeader(byte[] data, ref int at)
    {
        const byte hasCheck = 2, hasExtra = 4, hasName = 8, hasComment = 16, reserved = 0xe0;
        if (!IsGzip(data.AsSpan(at))) return NotGzip;
        if (at + HeaderSize > data.Length) return Truncated;
        byte flags = data[at + 3];
        if (data[at + 2] != 8 || (flags & reserved) != 0) return NotGzip;
        at += HeaderSize;
        if ((flags & hasExtra) != 0)
        {
            if (at + 2 > data.Length) return Truncated;
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(at));
        }
        foreach (byte text in (ReadOnlySpan<byte>)[hasName, hasComment])
        {
            if ((flags & text) == 0) continue;
            while (at < data.Length && data[at] != 0) at++;
            at++;
        }
        if ((flags & hasCheck) != 0) at += 2;
        return at >= data.Length ? Truncated : null;
    }

    // DeflateStream reads one byte at a time, so that the position after it is the end of the compressed data.
    private sealed class SingleBytes(byte[] data, int start) : MemoryStream(data, start, data.Length - start)
    {
        public bool IsExhausted { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int next = ReadByte();
            IsExhausted = next < 0;
            if (next < 0) return 0;
            buffer[0] = (byte)next;
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
