using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;

namespace Daybreak.Certificates.Transport;

/// <summary>The RSA key of one exchange, and the self-signed certificate that the platform encrypts for. Both exist only in memory.</summary>
/// <remarks>
/// The certificate has the form of the Azure Linux agent's: CN=LinuxTransport, X.509 v3, sha256WithRSAEncryption. It has a subject key
/// identifier, by which the platform names the recipient of its message.
/// </remarks>
internal sealed class TransportKey : IDisposable
{
    /// <summary>Default size of the RSA key in bits. The Azure Linux agent uses the same.</summary>
    public const int DefaultKeySize = 2048;

    /// <summary>The supported key sizes in bits. Current policies forbid 1024; more than 4096 takes seconds.</summary>
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

    /// <summary>Creates a key and its certificate. With 2048 bits this takes about a quarter of a second; the time varies widely.</summary>
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

    /// <summary>Whether the recipient is the certificate of this key.</summary>
    /// <remarks>The issuer is not compared: the serial number is random and unique to this exchange, and some programs encode names differently.</remarks>
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
