namespace Daybreak.Certificates.Pfx;

/// <summary>A PFX, parsed down to its safe contents (RFC 7292, sections 4 and 4.1).</summary>
/// <param name="AuthenticatedSafe">The bytes that the integrity check covers.</param>
/// <param name="Integrity">Null when there is none, or its kind is unknown.</param>
/// <param name="HasUnknownIntegrity">Whether there is an integrity check of an unknown kind.</param>
/// <param name="Parts">The safe contents, in their order.</param>
internal sealed record PfxFile(
    ReadOnlyMemory<byte> AuthenticatedSafe,
    PfxIntegrity? Integrity,
    bool HasUnknownIntegrity,
    IReadOnlyList<PfxFile.Part> Parts)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);

    /// <summary>One safe contents, encrypted unless <paramref name="Encryption"/> is null.</summary>
    public sealed record Part(AlgorithmIdentifier? Encryption, ReadOnlyMemory<byte> Content);

    public static Result<PfxFile> Parse(ReadOnlyMemory<byte> pfx)
    {
        if (DerBounds.Check(pfx.Span, FailureReason.NotPfx) is { } outOfBounds) return outOfBounds;
        try
        {
            return ReadPfx(pfx);
        }
        catch (AsnContentException)
        {
            return Failure.BadData(FailureReason.NotPfx, "The decrypted content is not a PFX.");
        }
    }

    private static Result<PfxFile> ReadPfx(ReadOnlyMemory<byte> bytes)
    {
        var pfx = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        if (!pfx.TryReadInt32(out var version) || version != 3) return Failure.BadData(FailureReason.NotPfx, "The version of the PFX is not 3.");

        var contentInfo = pfx.ReadSequence();
        if (contentInfo.ReadIdentifier() != ObjectIdentifiers.Data)
            return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The PFX is protected by a signature; only protection by a password is supported.");
        var authenticatedSafe = contentInfo.ReadSequence(Context0).ReadOctets();

        var hasIntegrity = pfx.HasData;
        var integrity = hasIntegrity ? PfxIntegrity.Read(pfx) : null;
        pfx.ThrowIfNotEmpty();

        if (DerBounds.Check(authenticatedSafe.Span, FailureReason.NotPfx) is { } outOfBounds) return outOfBounds;
        var parts = new List<Part>();
        var safe = new AsnReader(authenticatedSafe, AsnEncodingRules.BER).ReadSequence();
        while (safe.HasData)
        {
            if (parts.Count == Limits.Bags) return Failure.BadData(FailureReason.TooLarge, $"The PFX has more than {Limits.Bags} safe contents.");
            var part = safe.ReadSequence();
            switch (part.ReadIdentifier())
            {
                case ObjectIdentifiers.Data:
                    parts.Add(new Part(null, part.ReadSequence(Context0).ReadOctets()));
                    break;
                case ObjectIdentifiers.EncryptedData:
                    parts.Add(ReadEncrypted(part.ReadSequence(Context0).ReadSequence()));
                    break;
                default:
                    return Failure.BadData(FailureReason.UnsupportedAlgorithm, "A part of the PFX is encrypted for a public key; only passwords are supported.");
            }
        }

        return new PfxFile(authenticatedSafe, integrity, hasIntegrity && integrity is null, parts);
    }

    // EncryptedData, RFC 5652, section 8.
    private static Part ReadEncrypted(AsnReader encryptedData)
    {
        _ = encryptedData.ReadInteger();
        var content = encryptedData.ReadSequence();
        _ = content.ReadIdentifier();
        var encryption = content.ReadAlgorithm();
        return new Part(encryption, content.HasData ? content.ReadOctets(Context0) : ReadOnlyMemory<byte>.Empty);
    }
}
