namespace Daybreak.CustomData.Unpack;

/// <summary>
/// Decompresses DEFLATE (RFC 1951), with a limit on what comes out. .NET's own links the whole of zlib, for 64 KB of custom data.
/// </summary>
internal sealed class Inflate
{
    private const int MaxBits = 15;
    private static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    private static readonly ushort[] LengthBases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] DistanceBases =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    private static readonly byte[] DistanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private readonly byte[] input;
    private readonly int limit;
    private byte[] output = new byte[4096];
    private int length;
    private int position;
    private uint bits;
    private int bitCount;

    private Inflate(byte[] input, int start, int limit)
    {
        this.input = input;
        this.limit = limit;
        position = start;
    }

    /// <summary>Decompresses one stream.</summary>
    /// <param name="input">Where it is.</param>
    /// <param name="start">Where it begins; afterwards, where it has ended.</param>
    /// <param name="limit">The most bytes that may come out.</param>
    /// <param name="refusal">Why nothing did.</param>
    public static byte[]? TryRun(byte[] input, ref int start, int limit, out string? refusal)
    {
        var inflate = new Inflate(input, start, limit);
        refusal = inflate.Run();
        start = inflate.position;
        return refusal is null ? inflate.output.AsSpan(0, inflate.length).ToArray() : null;
    }

    private string? Run()
    {
        while (true)
        {
            int isLast = Bits(1), kind = Bits(2);
            string? refusal = kind switch
            {
                0 => Stored(),
                1 => Compressed(Code.Of(FixedLengths()), Code.Of(FixedDistances())),
                2 => Dynamic(),
                _ => "the compressed data is damaged",
            };
            if (refusal is not null) return refusal;
            if (kind < 0 || isLast < 0) return Truncated;
            if (isLast == 1) return null;
        }
    }

    private const string Truncated = "the compressed data ends too early";
    private const string Damaged = "the compressed data is damaged";

    private string TooLong => $"more than {(limit + 1024 * 1024 - 1) / 1024 / 1024} MiB come out of the compressed data";

    /// <summary>The next bits, the lowest first; -1 at the end.</summary>
    private int Bits(int count)
    {
        while (bitCount < count)
        {
            if (position >= input.Length) return -1;
            bits |= (uint)input[position++] << bitCount;
            bitCount += 8;
        }
        int value = (int)(bits & ((1u << count) - 1));
        bits >>= count;
        bitCount -= count;
        return value;
    }

    private string? Stored()
    {
        (bits, bitCount) = (0, 0);
        if (position + 4 > input.Length) return Truncated;
        int count = input[position] | (input[position + 1] << 8);
        if ((count ^ 0xffff) != (input[position + 2] | (input[position + 3] << 8))) return Damaged;
        position += 4;
        if (position + count > input.Length) return Truncated;
        if (!Room(count)) return TooLong;
        input.AsSpan(position, count).CopyTo(output.AsSpan(length));
        (position, length) = (position + count, length + count);
        return null;
    }

    private string? Dynamic()
    {
        int literals = Bits(5) + 257, distances = Bits(5) + 1, codes = Bits(4) + 4;
        if (literals < 257 || distances < 1 || codes < 4) return Truncated;
        if (literals > 286 || distances > 30) return Damaged;
        var lengths = new byte[320];
        for (int i = 0; i < codes; i++)
        {
            int bitLength = Bits(3);
            if (bitLength < 0) return Truncated;
            lengths[LengthOrder[i]] = (byte)bitLength;
        }
        if (Code.Of(lengths.AsSpan(0, 19)) is not { } lengthCode) return Damaged;
        Array.Clear(lengths);
        for (int i = 0; i < literals + distances;)
        {
            int symbol = Symbol(lengthCode);
            if (symbol < 0) return symbol == -1 ? Truncated : Damaged;
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && i == 0) return Damaged;
            byte previous = symbol == 16 ? lengths[i - 1] : (byte)0;
            int repeat = symbol switch { 16 => Bits(2) + 3, 17 => Bits(3) + 3, _ => Bits(7) + 11 };
            if (i + repeat > literals + distances) return Damaged;
            for (; repeat > 0; repeat--) lengths[i++] = previous;
        }
        if (lengths[256] == 0) return Damaged;
        return Compressed(Code.Of(lengths.AsSpan(0, literals)), Code.Of(lengths.AsSpan(literals, distances)));
    }

    private string? Compressed(Code? literals, Code? distances)
    {
        if (literals is null || distances is null) return Damaged;
        while (true)
        {
            int symbol = Symbol(literals);
            if (symbol < 0) return symbol == -1 ? Truncated : Damaged;
            if (symbol == 256) return null;
            if (symbol < 256)
            {
                if (!Room(1)) return TooLong;
                output[length++] = (byte)symbol;
                continue;
            }
            if (symbol > 285) return Damaged;
            int count = LengthBases[symbol - 257] + Bits(LengthExtra[symbol - 257]);
            int distanceSymbol = Symbol(distances);
            if (distanceSymbol < 0) return distanceSymbol == -1 ? Truncated : Damaged;
            if (distanceSymbol > 29) return Damaged;
            int more = Bits(DistanceExtra[distanceSymbol]);
            if (more < 0) return Truncated;
            int distance = DistanceBases[distanceSymbol] + more;
            if (distance > length) return Damaged;
            if (!Room(count)) return TooLong;
            for (; count > 0; count--, length++) output[length] = output[length - distance];
        }
    }

    private bool Room(int count)
    {
        if (length + count > limit) return false;
        if (length + count > output.Length) Array.Resize(ref output, Math.Min(limit, Math.Max(output.Length * 2, length + count)));
        return true;
    }

    /// <summary>The next symbol; -1 at the end of the data, -2 where there is no such code.</summary>
    private int Symbol(Code code)
    {
        int value = 0, first = 0, index = 0;
        for (int bitLength = 1; bitLength <= MaxBits; bitLength++)
        {
            int bit = Bits(1);
            if (bit < 0) return -1;
            value |= bit;
            int count = code.Counts[bitLength];
            if (value - count < first) return code.Symbols[index + value - first];
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        return -2;
    }

    private static byte[] FixedLengths()
    {
        var lengths = new byte[288];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = (byte)(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
        return lengths;
    }

    private static byte[] FixedDistances()
    {
        var lengths = new byte[30];
        Array.Fill(lengths, (byte)5);
        return lengths;
    }

    /// <summary>A canonical Huffman code: how many symbols have each length, and the symbols in the order of their codes.</summary>
    private sealed class Code
    {
        public ushort[] Counts { get; } = new ushort[MaxBits + 1];

        public ushort[] Symbols { get; private init; } = [];

        /// <summary>Null where more codes are given than there can be.</summary>
        public static Code? Of(ReadOnlySpan<byte> lengths)
        {
            var code = new Code { Symbols = new ushort[lengths.Length] };
            foreach (byte bitLength in lengths) code.Counts[bitLength]++;
            code.Counts[0] = 0;
            int left = 1;
            var offsets = new int[MaxBits + 2];
            for (int i = 1; i <= MaxBits; i++)
            {
                left = (left << 1) - code.Counts[i];
                if (left < 0) return null;
                offsets[i + 1] = offsets[i] + code.Counts[i];
            }
            for (int symbol = 0; symbol < lengths.Length; symbol++)
                if (lengths[symbol] != 0) code.Symbols[offsets[lengths[symbol]]++] = (ushort)symbol;
            return code;
        }
    }
}
