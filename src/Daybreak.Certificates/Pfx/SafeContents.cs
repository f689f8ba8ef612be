namespace Daybreak.Certificates.Pfx;

/// <summary>Reads the bags of one safe contents into a <see cref="PfxContents"/> (RFC 7292, section 4.2).</summary>
internal sealed class SafeContents(PfxContents into, PfxPassword password, KdfBudget budget)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private int _bags;

    /// <summary>Null on success. Bags of other kinds (revocation lists, secrets) are skipped with a remark.</summary>
    public Failure? Read(ReadOnlyMemory<byte> content)
    {
        // The padding check accepts one wrong key in 256. The plaintext is then not BER, which means a wrong key, too.
        if (DerBounds.Check(content.Span, FailureReason.DecryptFailed) is { } outOfBounds) return outOfBounds;
        try
        {
            return ReadBags(new AsnReader(content, AsnEncodingRules.BER).ReadSequence(), depth: 0);
        }
        catch (AsnContentException)
        {
            return Failure.BadData(FailureReason.NotPfx, "A bag of the PFX is malformed.");
        }
    }

    private Failure? ReadBags(AsnReader bags, int depth)
    {
        if (depth == Limits.BagDepth) return Failure.BadData(FailureReason.TooLarge, $"The safe contents of the PFX are nested more than {Limits.BagDepth} levels deep.");
        while (bags.HasData)
        {
            if (++_bags > Limits.Bags) return Failure.BadData(FailureReason.TooLarge, $"The PFX has more than {Limits.Bags} bags.");
            var bag = bags.ReadSequence();
            var kind = bag.ReadIdentifier();
            var value = bag.ReadSequence(Context0);
            if (ReadBag(kind, value, depth) is { } failure) return failure;
        }

        return null;
    }

    private Failure? ReadBag(string kind, AsnReader value, int depth)
    {
        switch (kind)
        {
            case ObjectIdentifiers.CertificateBag:
                var certificate = value.ReadSequence();
                if (certificate.ReadIdentifier() == ObjectIdentifiers.X509Certificate)
                    into.Certificates.Add(certificate.ReadSequence(Context0).ReadOctets());
                else
                    into.Remarks.Add("A certificate that is not X.509 was skipped.");
                return null;

            case ObjectIdentifiers.ShroudedKeyBag:
                return ReadShroudedKey(value.ReadSequence());

            case ObjectIdentifiers.KeyBag:
                into.PrivateKeys.Add(value.ReadEncodedValue());
                return null;

            case ObjectIdentifiers.SafeContentsBag:
                return ReadBags(value.ReadSequence(), depth + 1);

            default:
                into.Remarks.Add("A bag that contains neither a certificate nor a private key was skipped.");
                return null;
        }
    }

    // EncryptedPrivateKeyInfo, RFC 5208, section 6.
    private Failure? ReadShroudedKey(AsnReader encrypted)
    {
        var algorithm = encrypted.ReadAlgorithm();
        var ciphertext = encrypted.ReadOctets();
        var (key, failure) = PasswordCipher.Decrypt(algorithm, ciphertext.Span, password, budget);
        if (key is not null) into.PrivateKeys.Add(into.Own(key));
        return failure;
    }
}
