namespace Daybreak.Platform.Kvp;

/// <summary>A record of a Hyper-V key-value pool file: 512 bytes of key and 2,048 of value, in UTF-8, padded with NUL.</summary>
/// <param name="Key">At most <see cref="KeyLimit"/> bytes.</param>
/// <param name="Value">At most <see cref="ValueLimit"/> bytes.</param>
/// <remarks>
/// hv_kvp_daemon defines the sizes (struct kvp_record). The limits are lower, because longer keys and values are lost in the conversion
/// to UTF-16 on the way to the host.
/// </remarks>
public sealed record KvpRecord(string Key, string Value)
{
    /// <summary>The size of a record in the file.</summary>
    public const int Size = KeySize + ValueSize;

    /// <summary>The longest key that reaches the host, in UTF-8 bytes.</summary>
    public const int KeyLimit = 254;

    /// <summary>The longest value that reaches the host, in UTF-8 bytes.</summary>
    public const int ValueLimit = 1022;

    private const int KeySize = 512;
    private const int ValueSize = 2048;

    /// <summary>The record in bytes. A key or value that is too long is cut between two characters.</summary>
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

    /// <summary>A key as it is in the file: cut between two characters, and at a NUL.</summary>
    public static string Keep(string key) => Take(new KvpRecord(key, "").ToBytes().AsSpan(0, KeySize));

    /// <summary>Splits a text, between characters, into values that each reach the host completely.</summary>
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
