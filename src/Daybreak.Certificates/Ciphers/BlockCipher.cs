namespace Daybreak.Certificates.Ciphers;

/// <summary>The block ciphers of CMS and PBES2: AES and three-key DES in CBC mode with the padding of RFC 5652, section 6.3.</summary>
internal sealed record BlockCipher(int KeyBytes, int BlockBytes, Func<SymmetricAlgorithm> Create)
{
    /// <summary>Null when the algorithm is not supported.</summary>
    public static BlockCipher? Find(string identifier) => identifier switch
    {
        ObjectIdentifiers.Aes128Cbc => new BlockCipher(16, 16, Aes.Create),
        ObjectIdentifiers.Aes192Cbc => new BlockCipher(24, 16, Aes.Create),
        ObjectIdentifiers.Aes256Cbc => new BlockCipher(32, 16, Aes.Create),
        ObjectIdentifiers.TripleDesCbc => TripleDes,
        _ => null,
    };

    public static BlockCipher TripleDes { get; } = new(24, 8, CreateTripleDes);

    /// <summary>The plaintext, or null when the key does not match the ciphertext.</summary>
    public Secret? Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initializationVector, ReadOnlySpan<byte> ciphertext)
    {
        if (key.Length != KeyBytes || initializationVector.Length != BlockBytes) return null;
        if (ciphertext.IsEmpty || ciphertext.Length % BlockBytes != 0) return null;

        // Pinned, so that the garbage collector makes no copies.
        var plaintext = GC.AllocateUninitializedArray<byte>(ciphertext.Length, pinned: true);
        var keyCopy = key.ToArray();
        try
        {
            using var cipher = Create();
            cipher.Key = keyCopy;
            if (cipher.TryDecryptCbc(ciphertext, initializationVector, plaintext, out var written))
                return new Secret(plaintext.AsMemory(0, written));
        }
        catch (CryptographicException)
        {
            // The padding is wrong, or the key is a weak DES key. Both mean a wrong key.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyCopy);
        }

        CryptographicOperations.ZeroMemory(plaintext);
        return null;
    }

    // CA5350: the platform chooses the cipher.
#pragma warning disable CA5350
    private static TripleDES CreateTripleDes() => TripleDES.Create();
#pragma warning restore CA5350
}
