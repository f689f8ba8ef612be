namespace Daybreak.Platform.Kvp;

/// <summary>One record of a Hyper-V key-value pool file: 512 bytes of key, 2,048 of value, UTF-8, NUL-padded.</summary>
/// <param name="Key">At most <see cref="KeyLimit"/> bytes.</param>
/// <param name="Value">At most <see cref="ValueLimit"/> bytes.</param>
/// <remarks>
/// The sizes are the file format's (hv_kvp_daemon, struct kvp_record). The limits are what reaches the host, which takes
/// less than the file has room for: longer keys and values do not survive the conversion to UTF-16 on the way.
/// </remarks>
public sealed record KvpRecord(string Key, string Value)
{
    /// <summary>A record's size in the file.</summary>
    public const int Size = KeySize + ValueSize;

    /// <summary>The longest key that reaches the host, in UTF-8 bytes.</summary>
    public const int KeyLimit = 254;

    /// <summary>The longest value that reaches the host, in UTF-8 bytes.</summary>
    public const int ValueLimit = 1022;

    private const int KeySize = 512;
    private const int ValueSize = 2048;

    /// <summary>The record's bytes; what is too long is cut between two characters.</summary>
    public byte[] ToBytes()
    {
        byte[] record = new byte[Size];
        Put(Key, record.AsSpan(0, KeyLimit));
        Put(Value, record.AsSpan(KeySize, ValueLimit));
        return record;
    }

    /// <summary>Reads a record.</summary>
    /// <param name="record">Exactly <see cref="Size"/> bytes.</param>
    public static KvpRecord Read(ReadOnlySpan<byte> record) => new(Take(record[..KeySize]), Take(record.Slice(KeySize, ValueSize)));

    /// <summary>What is kept of a key: it is cut between two characters, and ends at a NUL as it does in the file.</summary>
    public static string Keep(string key) => Take(new KvpRecord(key, "").ToBytes().AsSpan(0, KeySize));

    /// <summary>Cuts a text into values that each reach the host whole; no character is cut.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        int start = 0;
        while (start < text.Length)
        {
            int length = Fitting(text.AsSpan(start), ValueLimit);
            parts.Add(text.Substring(start, length));
            start += length;
        }
        return parts.Count == 0 ? [""] : parts;
    }

    private static void Put(string text, Span<byte> to)
    {
        var fitting = text.AsSpan(0, Fitting(text, to.Length));
        Encoding.UTF8.GetBytes(fitting, to);
    }

    private static string Take(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static int Fitting(ReadOnlySpan<char> text, int bytes)
    {
        int used = 0;
        int length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes) break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }
}
