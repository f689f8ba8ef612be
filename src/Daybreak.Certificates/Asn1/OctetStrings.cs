namespace Daybreak.Certificates.Asn1;

/// <summary>Reads octet strings. In BER they can consist of several pieces.</summary>
internal static class OctetStrings
{
    /// <summary>The content: a view of the message when it is in one piece, otherwise a copy.</summary>
    /// <exception cref="AsnContentException">The next element is not an octet string.</exception>
    public static ReadOnlyMemory<byte> ReadOctets(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveOctetString(out var contents, tag) ? contents : reader.ReadOctetString(tag);
}
