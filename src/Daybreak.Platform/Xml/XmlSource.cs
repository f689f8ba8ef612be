using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Daybreak.Platform.Xml;

/// <summary>
/// Passes a document to <see cref="System.Xml.XmlReader"/>. Rejects document type definitions, elements with many attributes, and invalid
/// characters, which that reader accepts or needs much memory for.
/// </summary>
/// <remarks>
/// Wipes the reader's buffers at the end. Splits a piece of markup or text only if it is longer than the free part of a buffer (at least
/// 2,048 characters), because the reader joins split values in strings, which cannot be wiped.
/// </remarks>
internal sealed class XmlSource : TextReader
{
    /// <summary>The maximum number of attributes of an element, including namespace declarations.</summary>
    public const int AttributeLimit = 64;

    // Invalid in UTF-8.
    private const byte NoCharacter = 0xff;

    private readonly byte[] bytes;
    private readonly int length;
    private readonly List<char[]> buffers = [];
    private int at;
    private int pieceEnd;
    private char lowSurrogate;

    /// <summary>Passes a document in UTF-8, or in UTF-16 with a byte order mark.</summary>
    /// <param name="document">The document. The caller wipes it.</param>
    public XmlSource(byte[] document)
    {
        bool isBigEndian = document is [0xfe, 0xff, ..];
        IsUtf16 = isBigEndian || document is [0xff, 0xfe, ..];
        bytes = IsUtf16 ? FromUtf16(document, isBigEndian, out length) : document;
        if (!IsUtf16) length = document.Length;
        if (Document.StartsWith("\ufeff"u8)) at = pieceEnd = 3;
    }

    /// <summary>Whether the document is in UTF-16 instead of UTF-8.</summary>
    public bool IsUtf16 { get; }

    /// <summary>The document in UTF-8.</summary>
    public ReadOnlySpan<byte> Document => bytes.AsSpan(0, length);

    /// <inheritdoc/>
    /// <exception cref="XmlFault">The next piece is rejected.</exception>
    public override int Read(char[] buffer, int index, int count)
    {
        if (buffers.Count == 0 || buffers[^1] != buffer) buffers.Add(buffer);
        var room = buffer.AsSpan(index, count);
        int given = 0;
        if (lowSurrogate != 0) (room[given++], lowSurrogate) = (lowSurrogate, '\0');
        while (at < length && given < count)
        {
            if (at == pieceEnd && !TakePiece(isFirst: given == 0, count - given)) break;
            var status = Utf8.ToUtf16(bytes.AsSpan(at, pieceEnd - at), room[given..], out int read, out int written, replaceInvalidSequences: false);
            at += read;
            given += written;
            if (status == OperationStatus.Done) continue;
            // Throw only when the reader has read everything before the fault, so that the first fault is reported.
            if (given > 0) break;
            if (status != OperationStatus.DestinationTooSmall) throw Malformed(at, $"invalid UTF-{(IsUtf16 ? 16 : 8)}");
            given = SplitSurrogates(room);
            break;
        }
        return given;
    }

    /// <summary>The document is not well-formed at this offset of <see cref="Document"/>.</summary>
    public XmlFault Malformed(int offset, string expected)
    {
        var (line, column) = XmlPlace.Of(Document, offset);
        return XmlFault.Malformed(line, column, expected);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (char[] buffer in buffers) Array.Clear(buffer);
        buffers.Clear();
        if (IsUtf16) Array.Clear(bytes);
        base.Dispose(disposing);
    }

    private bool TakePiece(bool isFirst, int room)
    {
        int size = XmlMarkup.Next(bytes.AsSpan(at, length - at));
        var piece = bytes.AsSpan(at, size);
        bool isDocumentType = piece.StartsWith("<!DOCTYPE"u8);
        bool isRefused = isDocumentType || (piece[0] == '<' && size > 1 && piece[1] is not ((byte)'!' or (byte)'?' or (byte)'/') && XmlMarkup.ValuesIn(piece) > AttributeLimit);
        if (!isFirst && (isRefused || size > room)) return false;
        if (isRefused)
        {
            var (line, column) = XmlPlace.Of(Document, at);
            throw XmlFault.Refused(line, column, isDocumentType ? "document type definitions are not allowed" : $"more than {AttributeLimit} attributes");
        }
        pieceEnd = at + size;
        return true;
    }

    // The buffer has room for only half of the next character.
    private int SplitSurrogates(Span<char> room)
    {
        Rune.DecodeFromUtf8(bytes.AsSpan(at, pieceEnd - at), out var character, out int taken);
        Span<char> halves = stackalloc char[2];
        character.EncodeToUtf16(halves);
        (room[0], lowSurrogate) = (halves[0], halves[1]);
        at += taken;
        return 1;
    }

    // Conversion ends at the first fault.
    private static byte[] FromUtf16(byte[] document, bool isBigEndian, out int length)
    {
        ushort[] units = MemoryMarshal.Cast<byte, ushort>(document).ToArray();
        if (isBigEndian) BinaryPrimitives.ReverseEndianness(units, units);
        byte[] utf8 = new byte[(units.Length * 3) + 1];
        var status = Utf8.FromUtf16(MemoryMarshal.Cast<ushort, char>(units), utf8, out _, out length, replaceInvalidSequences: false);
        if (status != OperationStatus.Done || document.Length % 2 != 0) utf8[length++] = NoCharacter;
        Array.Clear(units);
        return utf8;
    }
}
