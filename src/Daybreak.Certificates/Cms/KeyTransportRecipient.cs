using Daybreak.Certificates.Asn1;

namespace Daybreak.Certificates.Cms;

/// <summary>One recipient of a message whose content key is encrypted with an RSA key (RFC 5652, section 6.2.1).</summary>
/// <param name="SubjectKeyIdentifier">How the platform names the recipient; null when issuer and serial number are used.</param>
/// <param name="SerialNumber">Big-endian, as in the certificate; null when the key identifier is used.</param>
/// <param name="KeyEncryption">How the content key was encrypted; see <see cref="KeyTransport"/>.</param>
/// <param name="EncryptedKey">The content key, encrypted for the recipient.</param>
internal sealed record KeyTransportRecipient(
    ReadOnlyMemory<byte>? SubjectKeyIdentifier,
    ReadOnlyMemory<byte>? SerialNumber,
    AlgorithmIdentifier KeyEncryption,
    ReadOnlyMemory<byte> EncryptedKey);
