namespace Daybreak.Certificates.Pfx;

/// <summary>Decrypts the password-encrypted content of a PFX: PBES2 (RFC 8018, section 6.2) and the triple-DES schemes of RFC 7292, appendix C.</summary>
internal static class PasswordCipher
{
    /// <summary>The plaintext. The caller disposes of it. <see cref="FailureReason.DecryptFailed"/> means a wrong password.</summary>
    public static Outcome<Secret> Decrypt(AlgorithmIdentifier algorithm, ReadOnlySpan<byte> ciphertext, PfxPassword password, KdfBudget budget)
    {
        try
        {
            return algorithm.Identifier switch
            {
                ObjectIdentifiers.Pbes2 => DecryptPbes2(algorithm.ReadParameters(), ciphertext, budget),
                ObjectIdentifiers.PbeTripleDesWith3Keys => DecryptTripleDes(algorithm.ReadParameters(), ciphertext, keyBytes: 24, password, budget),
                ObjectIdentifiers.PbeTripleDesWith2Keys => DecryptTripleDes(algorithm.ReadParameters(), ciphertext, keyBytes: 16, password, budget),
                _ => Refuse(algorithm.Identifier),
            };
        }
        catch (AsnContentException)
        {
            return new Failure(FailureReason.NotPfx, "The encryption parameters of the PFX are malformed.");
        }
    }

    private static Failure Refuse(string identifier) =>
        new(FailureReason.UnsupportedAlgorithm, $"The PFX is encrypted with {ObjectIdentifiers.Describe(identifier)}; only triple DES and AES are supported.");

    private static Failure NotWithThisPassword { get; } = new(FailureReason.DecryptFailed, "The PFX does not decrypt with an empty password.");

    private static Outcome<Secret> DecryptTripleDes(AsnReader parameters, ReadOnlySpan<byte> ciphertext, int keyBytes, PfxPassword password, KdfBudget budget)
    {
        var fields = parameters.ReadSequence();
        var salt = fields.ReadSalt();
        // Key and initialization vector are derived separately, and a key takes two rounds.
        if (!fields.TryReadInt32(out var iterations) || !budget.TryPay(iterations) || !budget.TryPay(iterations) || !budget.TryPay(iterations))
            return KdfBudget.Exceeded;
        fields.ThrowIfNotEmpty();

        using var key = new Secret(24);
        key.SetLength(24);
        Pkcs12Kdf.Derive(HashAlgorithmName.SHA1, password, salt, iterations, Pkcs12Kdf.Purpose.Key, key.Buffer[..keyBytes]);
        if (keyBytes == 16) key.Buffer[..8].CopyTo(key.Buffer[16..]);
        Span<byte> initializationVector = stackalloc byte[8];
        Pkcs12Kdf.Derive(HashAlgorithmName.SHA1, password, salt, iterations, Pkcs12Kdf.Purpose.InitializationVector, initializationVector);
        return BlockCipher.TripleDes.Decrypt(key.Span, initializationVector, ciphertext) is { } plaintext ? plaintext : NotWithThisPassword;
    }

    private static Outcome<Secret> DecryptPbes2(AsnReader parameters, ReadOnlySpan<byte> ciphertext, KdfBudget budget)
    {
        var fields = parameters.ReadSequence();
        var derivation = AlgorithmIdentifier.Read(fields);
        var encryption = AlgorithmIdentifier.Read(fields);
        fields.ThrowIfNotEmpty();
        if (derivation.Identifier != ObjectIdentifiers.Pbkdf2)
            return new Failure(FailureReason.UnsupportedAlgorithm, "The PFX uses a key derivation other than PBKDF2.");
        if (BlockCipher.Find(encryption.Identifier) is not { } cipher) return Refuse(encryption.Identifier);

        var pbkdf2 = derivation.ReadParameters().ReadSequence();
        var salt = pbkdf2.ReadSalt();
        if (!pbkdf2.TryReadInt32(out var iterations) || !budget.TryPay(iterations)) return KdfBudget.Exceeded;
        if (pbkdf2.HasData && pbkdf2.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)
            && (!pbkdf2.TryReadInt32(out var length) || length != cipher.KeyBytes))
            return new Failure(FailureReason.NotPfx, "The key length in the PFX does not match its cipher.");
        var hmac = pbkdf2.HasData ? AlgorithmIdentifier.Read(pbkdf2).Identifier : ObjectIdentifiers.HmacSha1;
        if (Hashes.FromHmac(hmac) is not { } hash)
            return new Failure(FailureReason.UnsupportedAlgorithm, "The PFX uses an unknown HMAC for key derivation.");

        using var key = new Secret(cipher.KeyBytes);
        key.SetLength(cipher.KeyBytes);
        Rfc2898DeriveBytes.Pbkdf2(ReadOnlySpan<byte>.Empty, salt, key.Buffer, iterations, hash);
        return cipher.Decrypt(key.Span, encryption.ReadParameters().ReadOctetString(), ciphertext) is { } plaintext ? plaintext : NotWithThisPassword;
    }

    private static byte[] ReadSalt(this AsnReader reader)
    {
        var salt = reader.ReadOctetString();
        return salt.Length <= Limits.SaltBytes ? salt : throw new AsnContentException("The salt is too long.");
    }
}
