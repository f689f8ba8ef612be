using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daybreak.Certificates.Ciphers;
using Daybreak.Certificates.Cms;

namespace Daybreak.Certificates.Transport;

/// <summary>The RSA key of one exchange and the self-signed certificate that tells the platform its public half. Lives in memory only.</summary>
/// <remarks>
/// The certificate is what the official agent's is: CN=LinuxTransport, X.509 v3, sha256WithRSAEncryption, and a subject key identifier,
/// because the platform addresses its message by that.
/// </remarks>
internal sealed class TransportKey : IDisposable
{
    /// <summary>Bits of the RSA key unless asked otherwise; what the official agent uses.</summary>
    public const int DefaultKeySize = 2048;

    /// <summary>The sizes that may be asked for, in bits. 1024 is refused by every current policy, more than 4096 costs seconds.</summary>
    public static readonly IReadOnlyList<int> KeySizes = [2048, 3072, 4096];

    private readonly RSA _key;
    private readonly byte[] _keyIdentifier;
    private readonly byte[] _serialNumber;

    private TransportKey(RSA key, X509Certificate2 certificate, ReadOnlyMemory<byte> keyIdentifier)
    {
        _key = key;
        _keyIdentifier = keyIdentifier.ToArray();
        _serialNumber = certificate.SerialNumberBytes.ToArray();
        Certificate = certificate.RawData;
    }

    /// <summary>The certificate, DER.</summary>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>Makes a key and its certificate: for 2048 bits about a quarter of a second, most of it luck.</summary>
    public static TransportKey Create(int keySize, TimeProvider time)
    {
        var key = RSA.Create(keySize);
        var request = new CertificateRequest("CN=LinuxTransport", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var keyIdentifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(keyIdentifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(keyIdentifier));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));

        var validity = Validity.At(time.GetUtcNow());
        using var certificate = request.CreateSelfSigned(validity.NotBefore, validity.NotAfter);
        return new TransportKey(key, certificate, keyIdentifier.SubjectKeyIdentifierBytes);
    }

    /// <summary>Whether the recipient is this key's certificate.</summary>
    /// <remarks>The serial number alone decides where it is used: it is this exchange's own random number, and names are re-encoded by some.</remarks>
    public bool IsAddressedBy(KeyTransportRecipient recipient) =>
        recipient.SubjectKeyIdentifier is { } identifier ? identifier.Span.SequenceEqual(_keyIdentifier)
        : recipient.SerialNumber is { } serial && serial.Span.SequenceEqual(_serialNumber);

    /// <summary>The decrypted content key, or null when it does not decrypt.</summary>
    public Secret? Decrypt(ReadOnlySpan<byte> encryptedKey, RSAEncryptionPadding padding)
    {
        var plaintext = new Secret(_key.KeySize / 8);
        try
        {
            if (_key.TryDecrypt(encryptedKey, plaintext.Buffer, padding, out var written))
            {
                plaintext.SetLength(written);
                return plaintext;
            }
        }
        catch (CryptographicException)
        {
            // Wrong length or wrong padding. Nobody can use the difference: the key serves one exchange with one peer.
        }

        plaintext.Dispose();
        return null;
    }

    public void Dispose() => _key.Dispose();
}
