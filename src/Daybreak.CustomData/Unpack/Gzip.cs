using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Daybreak.CustomData.Unpack;

/// <summary>Unpacks gzip (RFC 1952): all members, checksums and lengths verified. What follows the last member is ignored.</summary>
/// <remarks>.NET's GZipStream returns what it has, and no error, where the data ends too early. So the members are walked here.</remarks>
internal static class Gzip
{
    private const int HeaderSize = 10, TrailerSize = 8, BufferSize = 16 * 1024;

    /// <summary>Whether it begins as gzip does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> data) => data.Length >= 2 && data[0] == 0x1f && data[1] == 0x8b;

    /// <summary>Unpacks.</summary>
    /// <param name="data">The packed bytes.</param>
    /// <param name="limit">The most bytes that may come out.</param>
    /// <param name="refusal">Why nothing did.</param>
    public static byte[]? TryUnpack(byte[] data, int limit, out string? refusal)
    {
        using var whole = new MemoryStream();
        byte[] buffer = new byte[BufferSize];
        int at = 0;
        do
        {
            if (!TrySkipHeader(data, ref at, out refusal)) return null;
            refusal = Inflate(data, ref at, whole, limit, buffer);
            if (refusal is not null) return null;
        }
        while (at < data.Length && IsGzip(data.AsSpan(at)));
        return whole.ToArray();
    }

    private static string? Inflate(byte[] data, ref int at, MemoryStream whole, int limit, byte[] buffer)
    {
        var source = new SingleBytes(data, at);
        var checksum = new Crc32();
        long start = whole.Length;
        try
        {
            using var deflate = new DeflateStream(source, CompressionMode.Decompress);
            for (int length = deflate.Read(buffer); length > 0; length = deflate.Read(buffer))
            {
                if (whole.Length + length > limit) return $"more than {(limit + 1024 * 1024 - 1) / 1024 / 1024} MiB come out of the compressed data";
                checksum.Append(buffer.AsSpan(0, length));
                whole.Write(buffer, 0, length);
            }
        }
        catch (InvalidDataException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the compressed data is damaged at byte {source.Position}");
        }
        if (source.IsExhausted) return "the compressed data ends too early";
        int trailer = (int)source.Position;
        if (trailer + TrailerSize > data.Length) return TooShort;
        if (BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(trailer)) != checksum.GetCurrentHashAsUInt32()
            || BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(trailer + 4)) != (uint)(whole.Length - start))
        {
            return string.Create(CultureInfo.InvariantCulture, $"the checksum of the gzip data at byte {trailer} is wrong");
        }
        at = trailer + TrailerSize;
        return null;
    }

    private const string TooShort = "the gzip data ends too early";

    private static bool TrySkipHeader(byte[] data, ref int at, out string? refusal)
    {
        refusal = TooShort;
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

    // Byte by byte, so that nothing behind the end of the compressed data is taken: the checksum stands there.
    private sealed class SingleBytes(byte[] data, int start) : Stream
    {
        private int at = start;

        public bool IsExhausted { get; private set; }

        public override long Position
        {
            get => at;
            set => throw new NotSupportedException();
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer)
        {
            if (at == data.Length)
            {
                IsExhausted = true;
                return 0;
            }
            buffer[0] = data[at++];
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
