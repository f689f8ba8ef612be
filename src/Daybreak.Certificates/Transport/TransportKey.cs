using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;

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
    private readonly string _keyIdentifier;
    private readonly string _serialNumber;

    private TransportKey(RSA key, X509Certificate2 certificate, string keyIdentifier)
    {
        _key = key;
        _keyIdentifier = keyIdentifier;
        _serialNumber = certificate.SerialNumber;
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
        return new TransportKey(key, certificate, keyIdentifier.SubjectKeyIdentifier!);
    }

    /// <summary>Whether the recipient is this key's certificate.</summary>
    /// <remarks>The serial number alone decides where it is used: it is this exchange's own random number, and names are re-encoded by some.</remarks>
    public bool IsAddressedBy(SubjectIdentifier recipient) => recipient.Value switch
    {
        string keyIdentifier => keyIdentifier == _keyIdentifier,
        X509IssuerSerial { SerialNumber: var serialNumber } => serialNumber == _serialNumber,
        _ => false,
    };

    /// <summary>Decrypts the message in place.</summary>
    /// <exception cref="CryptographicException">The content key or the content does not decrypt.</exception>
    public void Decrypt(EnvelopedCms message, RecipientInfo recipient) => message.Decrypt(recipient, _key);

    public void Dispose() => _key.Dispose();
}
