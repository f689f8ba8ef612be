using System.Formats.Asn1;
using Daybreak.Certificates.Asn1;
using Daybreak.Certificates.Ciphers;
using Daybreak.Certificates.Transport;

namespace Daybreak.Certificates.Cms;

/// <summary>Opens the platform's message with the transport key.</summary>
internal static class Envelope
{
    /// <summary>The decrypted content, which the caller disposes of.</summary>
    public static Outcome<Secret> Open(ReadOnlyMemory<byte> message, TransportKey key)
    {
        if (!EnvelopedData.Parse(message).Succeeded(out var enveloped, out var failure)) return failure;

        var recipient = enveloped.Recipients.FirstOrDefault(key.IsAddressedBy);
        if (recipient is null)
            return new Failure(FailureReason.WrongRecipient, "The message is not addressed to this exchange's transport certificate.");
        if (enveloped.ContentType != ObjectIdentifiers.Data)
            return new Failure(FailureReason.NotPfx, "The message says that its content is something other than plain data.");
        if (BlockCipher.Find(enveloped.ContentEncryption.Identifier) is not { } cipher)
            return new Failure(FailureReason.UnsupportedAlgorithm, $"The content is encrypted with {ObjectIdentifiers.Describe(enveloped.ContentEncryption.Identifier)}.");
        if (!KeyTransport.Padding(recipient.KeyEncryption).Succeeded(out var padding, out failure)) return failure;

        using var contentKey = key.Decrypt(recipient.EncryptedKey.Span, padding);
        if (contentKey is null) return new Failure(FailureReason.DecryptFailed, "The content key does not decrypt with the transport key.");

        byte[] initializationVector;
        try
        {
            initializationVector = enveloped.ContentEncryption.ReadParameters().ReadOctetString();
        }
        catch (AsnContentException)
        {
            return new Failure(FailureReason.NotCms, "The message has no initialization vector.");
        }

        return cipher.Decrypt(contentKey.Span, initializationVector, enveloped.EncryptedContent.Span) is { } content
            ? content
            : new Failure(FailureReason.DecryptFailed, "The content does not decrypt with the content key.");
    }
}
