namespace Daybreak.Certificates.Pfx;

/// <summary>Decrypts the password-encrypted content of a PFX: PBES2 (RFC 8018, section 6.2) and the triple-DES schemes of RFC 7292, appendix C.</summary>
internal static class PasswordCipher
{
    /// <summary>The plaintext. The caller disposes of it. <see cref="FailureReason.DecryptFailed"/> means a wrong password.</summary>
    public static Result<Secret> Decrypt(AlgorithmIdentifier algorithm, ReadOnlySpan<byte> ciphertext, PfxPassword password, KdfBudget budget)
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
            return Failure.BadData(FailureReason.NotPfx, "The encryption parameters of the PFX are malformed.");
        }
    }

    private static Failure Refuse(string identifier) =>
        Failure.BadData(FailureReason.UnsupportedAlgorithm, $"The PFX is encrypted with {ObjectIdentifiers.Describe(identifier)}; only triple DES and AES are supported.");

    private static Result<Secret> DecryptTripleDes(AsnReader parameters, ReadOnlySpan<byte> ciphertext, int keyBytes, PfxPassword password, KdfBudget budget)
    {
        var fields = parameters.ReadSequence();
        var salt = fields.ReadSalt();
        // Key and initialization vector are derived separately, and a key takes two rounds.
        if (!fields.TryReadInt32(out var iterations) || !budget.TryPay(iterations) || !budget.TryPay(iterations) || !budget.TryPay(iterations))
            return KdfBudget.Exceeded;
        fields.ThrowIfNotEmpty();

        Span<byte> key = stackalloc byte[24];
        Pkcs12Kdf.Derive(HashAlgorithmName.SHA1, password, salt, iterations, Pkcs12Kdf.Purpose.Key, key[..keyBytes]);
        if (keyBytes == 16) key[..8].CopyTo(key[16..]);
        Span<byte> initializationVector = stackalloc byte[8];
        Pkcs12Kdf.Derive(HashAlgorithmName.SHA1, password, salt, iterations, Pkcs12Kdf.Purpose.InitializationVector, initializationVector);
        return Decrypt(BlockCipher.TripleDes, key, initializationVector, ciphertext);
    }

    private static Result<Secret> DecryptPbes2(AsnReader parameters, ReadOnlySpan<byte> ciphertext, KdfBudget budget)
    {
        var fields = parameters.ReadSequence();
        var derivation = fields.ReadAlgorithm();
        var encryption = fields.ReadAlgorithm();
        fields.ThrowIfNotEmpty();
        if (derivation.Identifier != ObjectIdentifiers.Pbkdf2)
            return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The PFX uses a key derivation other than PBKDF2.");
        if (BlockCipher.Find(encryption.Identifier) is not { } cipher) return Refuse(encryption.Identifier);

        var pbkdf2 = derivation.ReadParameters().ReadSequence();
        var salt = pbkdf2.ReadSalt();
        if (!pbkdf2.TryReadInt32(out var iterations) || !budget.TryPay(iterations)) return KdfBudget.Exceeded;
        if (pbkdf2.HasData && pbkdf2.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)
            && (!pbkdf2.TryReadInt32(out var length) || length != cipher.KeyBytes))
            return Failure.BadData(FailureReason.NotPfx, "The key length in the PFX does not match its cipher.");
        var hmac = pbkdf2.HasData ? pbkdf2.ReadAlgorithm().Identifier : ObjectIdentifiers.HmacSha1;
        if (Hashes.FromHmac(hmac) is not { } hash)
            return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The PFX uses an unknown HMAC for key derivation.");

        var initializationVector = encryption.ReadParameters().ReadOctetString();
        Span<byte> key = stackalloc byte[cipher.KeyBytes];
        Rfc2898DeriveBytes.Pbkdf2(ReadOnlySpan<byte>.Empty, salt, key, iterations, hash);
        return Decrypt(cipher, key, initializationVector, ciphertext);
    }

    private static Result<Secret> Decrypt(BlockCipher cipher, Span<byte> key, ReadOnlySpan<byte> initializationVector, ReadOnlySpan<byte> ciphertext)
    {
        var plaintext = cipher.Decrypt(key, initializationVector, ciphertext);
        CryptographicOperations.ZeroMemory(key);
        return plaintext is not null ? plaintext : Failure.BadData(FailureReason.DecryptFailed, "The PFX does not decrypt with an empty password.");
    }
}
