namespace Daybreak.Certificates.Asn1;

/// <summary>An algorithm and its parameters, still encoded (RFC 5280, section 4.1.1.2).</summary>
internal sealed record AlgorithmIdentifier(string Identifier, ReadOnlyMemory<byte> Parameters)
{
    /// <exception cref="AsnContentException">The next element is not an algorithm identifier.</exception>
    public static AlgorithmIdentifier Read(AsnReader reader, Asn1Tag? tag = null)
    {
        var fields = reader.ReadSequence(tag);
        var identifier = ObjectIdentifiers.Read(fields);
        var parameters = fields.HasData ? fields.ReadEncodedValue() : ReadOnlyMemory<byte>.Empty;
        fields.ThrowIfNotEmpty();
        return new AlgorithmIdentifier(identifier, parameters);
    }

    /// <summary>A reader over the parameters, which is empty when there are none.</summary>
    public AsnReader ReadParameters() => new(Parameters, AsnEncodingRules.BER);
}
