namespace Daybreak.Certificates.OpenSsh;

/// <summary>A private key that OpenSSH supports: RSA up to 4096 bits, or NIST P-256, P-384, P-521.</summary>
/// <param name="PublicKey">Its public key, in the form of <see cref="SshPublicKey"/>.</param>
/// <param name="Pkcs8">PKCS #8, DER, encoded again without attributes.</param>
internal sealed record PrivateKey(string PublicKey, Secret Pkcs8) : IDisposable
{
    /// <summary>Null when <paramref name="pkcs8"/> is malformed, inconsistent or of another kind. OpenSSL checks that public and private key match.</summary>
    public static PrivateKey? Read(ReadOnlyMemory<byte> pkcs8)
    {
        if (pkcs8.Length > Limits.PrivateKeyBytes || DerBounds.Check(pkcs8.Span, FailureReason.NotPfx) is not null) return null;
        try
        {
            var info = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
            _ = info.ReadInteger();
            var algorithm = info.ReadAlgorithm();
            return algorithm.Identifier switch
            {
                ObjectIdentifiers.Rsa when IsReasonableRsa(info.ReadOctets()) => Import(RSA.Create(), pkcs8.Span),
                ObjectIdentifiers.EllipticCurve when IsNamedCurve(algorithm) => Import(ECDsa.Create(), pkcs8.Span),
                _ => null,
            };
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    public void Dispose() => Pkcs8.Dispose();

    // Checked first, because the time that OpenSSL's checks take grows with the cube of the length.
    private static bool IsReasonableRsa(ReadOnlyMemory<byte> key)
    {
        var fields = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
        _ = fields.ReadInteger();
        return fields.ReadIntegerBytes().Length <= 1 + (Limits.RsaBits / 8);
    }

    // Explicit parameters can describe any curve, and OpenSSH does not accept them.
    private static bool IsNamedCurve(AlgorithmIdentifier algorithm) =>
        algorithm.ReadParameters().ReadIdentifier() is ObjectIdentifiers.NistP256 or ObjectIdentifiers.NistP384 or ObjectIdentifiers.NistP521;

    private static PrivateKey? Import(AsymmetricAlgorithm key, ReadOnlySpan<byte> pkcs8)
    {
        using (key)
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            if (SshPublicKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo()) is not { } publicKey) return null;
            // Pinned, so that the garbage collector makes no copies.
            var exported = GC.AllocateUninitializedArray<byte>(Limits.PrivateKeyBytes, pinned: true);
            if (key.TryExportPkcs8PrivateKey(exported, out var written)) return new PrivateKey(publicKey, new Secret(exported.AsMemory(0, written)));
            Array.Clear(exported);
            return null;
        }
    }
}
