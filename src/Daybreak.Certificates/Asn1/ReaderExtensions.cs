namespace Daybreak.Certificates.Asn1;

/// <summary>An algorithm and its parameters, still encoded (RFC 5280, section 4.1.1.2).</summary>
internal sealed record AlgorithmIdentifier(string Identifier, ReadOnlyMemory<byte> Parameters)
{
    /// <summary>A reader over the parameters, which is empty when there are none.</summary>
    public AsnReader ReadParameters() => new(Parameters, AsnEncodingRules.BER);
}

/// <summary>Reads the elements that CMS, PFX and keys have in common.</summary>
/// <remarks>Each method throws an <see cref="AsnContentException"/> when the next element is of another kind.</remarks>
internal static class ReaderExtensions
{
    extension(AsnReader reader)
    {
        public AlgorithmIdentifier ReadAlgorithm(Asn1Tag? tag = null)
        {
            var fields = reader.ReadSequence(tag);
            var identifier = fields.ReadIdentifier();
            var parameters = fields.HasData ? fields.ReadEncodedValue() : ReadOnlyMemory<byte>.Empty;
            fields.ThrowIfNotEmpty();
            return new AlgorithmIdentifier(identifier, parameters);
        }

        /// <summary>An object identifier. Long ones are refused, because they only take time.</summary>
        public string ReadIdentifier() =>
            reader.PeekEncodedValue().Length <= Limits.ObjectIdentifierBytes
                ? reader.ReadObjectIdentifier()
                : throw new AsnContentException("The object identifier is too long.");

        /// <summary>An octet string, which in BER can consist of several pieces: a view of the message when it is in one piece, otherwise a copy.</summary>
        public ReadOnlyMemory<byte> ReadOctets(Asn1Tag? tag = null) =>
            reader.TryReadPrimitiveOctetString(out var contents, tag) ? contents : reader.ReadOctetString(tag);

        public byte[] ReadSalt()
        {
            var salt = reader.ReadOctetString();
            return salt.Length <= Limits.SaltBytes ? salt : throw new AsnContentException("The salt is too long.");
        }
    }
}
