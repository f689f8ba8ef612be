using System.Formats.Asn1;

namespace Daybreak.Certificates.Asn1;

/// <summary>Reads octet strings, which BER also allows in pieces.</summary>
internal static class OctetStrings
{
    /// <summary>The content: a view of the message where it is in one piece, a copy where it is not.</summary>
    /// <exception cref="AsnContentException">The next element is no octet string.</exception>
    public static ReadOnlyMemory<byte> ReadOctets(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveOctetString(out var contents, tag) ? contents : reader.ReadOctetString(tag);
}
