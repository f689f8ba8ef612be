namespace Daybreak.Certificates.Asn1;

/// <summary>Checks the elements of a BER or DER message without recursion, before any parser reads it.</summary>
/// <remarks>X.690, sections 8.1.2 to 8.1.5. Nothing is copied.</remarks>
internal static class DerBounds
{
    private const int Indefinite = -1;

    /// <summary>Null when <paramref name="message"/> is one element within the limits.</summary>
    /// <param name="message">The encoded bytes. Bytes after the first element are an error.</param>
    /// <param name="malformed">The reason to return when the bytes are not BER.</param>
    public static Failure? Check(ReadOnlySpan<byte> message, string malformed)
    {
        Span<int> ends = stackalloc int[Limits.DerDepth];
        int depth = 0, position = 0;
        for (var elements = 1; elements <= Limits.DerElements; elements++)
        {
            var parentEnd = NearestEnd(ends[..depth], message.Length);
            if (!TryReadHeader(message[position..parentEnd], out var header))
                return Failure.BadData(malformed, "The message is truncated or is not BER.");

            position += header.Size;
            if (header.EndsContents)
            {
                if (depth == 0 || ends[depth - 1] != Indefinite)
                    return Failure.BadData(malformed, "The message ends a structure that it did not start.");
                depth--;
            }
            else if (header.Constructed)
            {
                if (depth == ends.Length) return Failure.BadData(FailureReason.TooLarge, $"The message is nested more than {Limits.DerDepth} levels deep.");
                ends[depth++] = header.Length == Indefinite ? Indefinite : position + header.Length;
            }
            else
            {
                position += header.Length;
            }

            while (depth > 0 && ends[depth - 1] == position) depth--;
            if (depth == 0)
                return position == message.Length ? null : Failure.BadData(malformed, "Bytes follow the end of the message.");
        }

        return Failure.BadData(FailureReason.TooLarge, $"The message has more than {Limits.DerElements} elements.");
    }

    private static int NearestEnd(ReadOnlySpan<int> ends, int length)
    {
        for (var i = ends.Length - 1; i >= 0; i--)
            if (ends[i] != Indefinite)
                return ends[i];
        return length;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> from, out Header header)
    {
        header = default;
        if (!Asn1Tag.TryDecode(from, out var tag, out var tagSize)) return false;
        if (!AsnDecoder.TryDecodeLength(from[tagSize..], AsnEncodingRules.BER, out var length, out var lengthSize)) return false;
        var size = tagSize + lengthSize;
        if (length is null ? !tag.IsConstructed : length > from.Length - size) return false;
        header = new Header(size, length ?? Indefinite, tag.IsConstructed, from[0] == 0 && length == 0);
        return true;
    }

    private readonly record struct Header(int Size, int Length, bool Constructed, bool EndsContents);
}
