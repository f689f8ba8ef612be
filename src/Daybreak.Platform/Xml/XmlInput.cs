using System.Buffers;
using System.Text;

namespace Daybreak.Platform.Xml;

/// <summary>A document's characters in UTF-8, and where the reader is in them.</summary>
/// <remarks>The bytes are those that were given, so that whoever gave them can wipe them; only of UTF-16 there is a copy, wiped at the end.</remarks>
internal sealed class XmlInput : IDisposable
{
    // In no UTF-8.
    private const byte NoCharacter = 0xff;

    private readonly byte[] bytes;
    private readonly int start;
    private readonly int length;
    private int lineCounted;
    private int line = 1;

    /// <summary>Takes a document: UTF-8, or UTF-16 with a byte order mark.</summary>
    public XmlInput(byte[] document)
    {
        bool isBigEndian = document is [0xfe, 0xff, ..];
        IsUtf16 = isBigEndian || document is [0xff, 0xfe, ..];
        bytes = IsUtf16 ? FromUtf16(document.AsSpan(2), isBigEndian, out length) : document;
        if (!IsUtf16) length = document.Length;
        start = bytes.AsSpan().StartsWith("\ufeff"u8) && !IsUtf16 ? 3 : 0;
        At = start;
    }

    public bool IsUtf16 { get; }

    /// <summary>Where the reader is: an offset into the bytes.</summary>
    public int At { get; set; }

    public bool IsAtEnd => At == length;

    /// <summary>What is still to be read.</summary>
    public ReadOnlySpan<byte> Rest => bytes.AsSpan(At, length - At);

    /// <summary>The bytes between two offsets.</summary>
    public ReadOnlySpan<byte> this[int from, int to] => bytes.AsSpan(from, to - from);

    /// <summary>Whether every byte belongs to a character that XML allows; the reader looks at nothing before it knows.</summary>
    /// <exception cref="XmlFault">One does not.</exception>
    public void Check()
    {
        for (int i = start; i < length;)
        {
            if (bytes[i] is >= (byte)' ' and < 0x80)
            {
                i++;
                continue;
            }
            if (Rune.DecodeFromUtf8(bytes.AsSpan(i, length - i), out var character, out int taken) != OperationStatus.Done)
                throw Malformed(i, $"a character in UTF-{(IsUtf16 ? 16 : 8)} is expected");
            if (!XmlCharacters.IsAllowed(character.Value)) throw Malformed(i, $"character U+{character.Value:X4} is not possible");
            i += taken;
        }
    }

    /// <summary>Goes past these bytes if they are next.</summary>
    public bool Takes(ReadOnlySpan<byte> expected)
    {
        if (!Rest.StartsWith(expected)) return false;
        At += expected.Length;
        return true;
    }

    /// <summary>Goes past white space.</summary>
    /// <returns>Whether there was any.</returns>
    public bool TakesSpace()
    {
        int from = At;
        while (At < length && XmlCharacters.IsSpace(bytes[At])) At++;
        return At > from;
    }

    /// <summary>Goes past these bytes, which must be next.</summary>
    public void Take(ReadOnlySpan<byte> expected, string what)
    {
        if (!Takes(expected)) throw Malformed(At, $"{what} is expected");
    }

    /// <summary>Goes past the next occurrence of these bytes, which must be there.</summary>
    /// <returns>What was before them.</returns>
    public ReadOnlySpan<byte> TakeUntil(ReadOnlySpan<byte> end, string what)
    {
        int found = Rest.IndexOf(end);
        if (found < 0) throw Malformed(length, $"{what} is expected (it begins in line {LineOf(At)})");
        At += found + end.Length;
        return this[At - end.Length - found, At - end.Length];
    }

    /// <summary>Goes past a name without a colon.</summary>
    public string TakeName(string what)
    {
        int from = At;
        while (At < length)
        {
            Rune.DecodeFromUtf8(Rest, out var character, out int taken);
            if (!(At == from ? XmlCharacters.StartsName(character.Value) : XmlCharacters.IsInName(character.Value))) break;
            At += taken;
        }
        return At > from ? Encoding.UTF8.GetString(this[from, At]) : throw Malformed(At, $"{what} is expected");
    }

    /// <summary>Goes past a text in quotes.</summary>
    /// <returns>The offset where it begins; the one behind its end is one less than <see cref="At"/>.</returns>
    public int TakeQuoted()
    {
        var quote = Takes("\""u8) ? "\""u8 : Takes("'"u8) ? "'"u8 : throw Malformed(At, "a value in quotes is expected");
        int from = At;
        TakeUntil(quote, "the quote at the value's end");
        return from;
    }

    /// <summary>The line of an offset. Counts on from the last one: meant for offsets in rising order.</summary>
    public int LineOf(int offset)
    {
        if (offset < lineCounted) (lineCounted, line) = (0, 1);
        for (; lineCounted < offset; lineCounted++)
            if (EndsLine(lineCounted)) line++;
        return line;
    }

    /// <summary>The document is no XML at this offset.</summary>
    public XmlFault Malformed(int offset, string why) => new(LineOf(offset), ColumnOf(offset), $"it is not well-formed XML: {why}", "it is not well-formed XML, or is cut off there");

    /// <summary>What is there is not taken, although it is XML.</summary>
    public XmlFault Refused(int offset, string why) => new(LineOf(offset), ColumnOf(offset), why, why);

    public void Dispose()
    {
        if (IsUtf16) Array.Clear(bytes);
    }

    private int ColumnOf(int offset)
    {
        int column = 1;
        for (int i = offset - 1; i >= start && !EndsLine(i); i--)
            if ((bytes[i] & 0xc0) != 0x80) column++;
        return column;
    }

    // CR, LF and CR LF end one line each.
    private bool EndsLine(int i) => bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n'));

    private static byte[] FromUtf16(ReadOnlySpan<byte> units, bool isBigEndian, out int length)
    {
        byte[] utf8 = new byte[(units.Length / 2 * 3) + 1];
        length = 0;
        int i = 0;
        while (i + 1 < units.Length)
        {
            char first = Unit(units, i, isBigEndian);
            i += 2;
            if (Rune.TryCreate(first, out var character) || (i + 1 < units.Length && Rune.TryCreate(first, Unit(units, i, isBigEndian), out character)))
            {
                if (char.IsSurrogate(first)) i += 2;
                length += character.EncodeToUtf8(utf8.AsSpan(length));
            }
            else
            {
                utf8[length++] = NoCharacter;
            }
        }
        if (i < units.Length) utf8[length++] = NoCharacter;
        return utf8;
    }

    private static char Unit(ReadOnlySpan<byte> units, int i, bool isBigEndian) => (char)(isBigEndian ? (units[i] << 8) | units[i + 1] : units[i] | (units[i + 1] << 8));
}
