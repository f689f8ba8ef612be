using System.Security.Cryptography.Pkcs;

namespace Daybreak.Certificates.Cms;

/// <summary>Opens the platform's message, CMS EnvelopedData (RFC 5652, section 6), with the transport key.</summary>
internal static class Envelope
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);

    private static Failure NotEnvelopedData { get; } = Failure.BadData(FailureReason.NotCms, "The message is not CMS EnvelopedData.");

    /// <summary>The decrypted content. The caller disposes of it.</summary>
    public static Result<Secret> Open(ReadOnlyMemory<byte> message, TransportKey key)
    {
        if (DerBounds.Check(message.Span, FailureReason.NotCms) is { } outOfBounds) return outOfBounds;
        var enveloped = new EnvelopedCms();
        try
        {
            if (CheckKind(message) is { } wrongKind) return wrongKind;
            enveloped.Decode(message.Span);
            return Decrypt(enveloped, key);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return NotEnvelopedData;
        }
    }

    // The library loads the originator's certificates when it decodes a message, and accepts a PFX as one of them: key derivation that nothing
    // limits. They are for key agreement, and the transport key is RSA. Of the kinds of recipients, it reads key transport and key agreement ([1]).
    private static Failure? CheckKind(ReadOnlyMemory<byte> message)
    {
        var contentInfo = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        switch (contentInfo.ReadIdentifier())
        {
            case ObjectIdentifiers.EnvelopedData:
                break;
            case ObjectIdentifiers.AuthenticatedEnvelopedData:
                return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The message is CMS AuthEnvelopedData; only EnvelopedData is supported.");
            default:
                return Failure.BadData(FailureReason.NotCms, "The message is CMS, but not EnvelopedData.");
        }

        var enveloped = contentInfo.ReadSequence(Context0).ReadSequence();
        _ = enveloped.ReadInteger();
        if (enveloped.PeekTag().HasSameClassAndValue(Context0))
            return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The message has originator information, which is not supported.");

        var recipients = enveloped.ReadSetOf(skipSortOrderValidation: true);
        while (recipients.HasData)
        {
            var kind = recipients.PeekTag();
            if (!kind.HasSameClassAndValue(Asn1Tag.Sequence) && !kind.HasSameClassAndValue(Context1))
                return Failure.BadData(FailureReason.UnsupportedAlgorithm, "The message has a recipient of a kind that is not supported.");
            _ = recipients.ReadEncodedValue();
        }

        return null;
    }

    private static Result<Secret> Decrypt(EnvelopedCms enveloped, TransportKey key)
    {
        var recipient = enveloped.RecipientInfos.OfType<KeyTransRecipientInfo>().FirstOrDefault(r => key.IsAddressedBy(r.RecipientIdentifier));
        if (recipient is null)
            return Failure.BadData(FailureReason.WrongRecipient, "The message is not encrypted for the transport certificate of this exchange.");
        if (enveloped.ContentInfo.ContentType.Value != ObjectIdentifiers.Data)
            return Failure.BadData(FailureReason.NotPfx, "The content type of the message is not data.");
        var cipher = enveloped.ContentEncryptionAlgorithm.Oid.Value!;
        if (BlockCipher.Find(cipher) is null)
            return Failure.BadData(FailureReason.UnsupportedAlgorithm, $"The content is encrypted with {ObjectIdentifiers.Describe(cipher)}.");
        if (KeyTransport.Check(recipient.KeyEncryptionAlgorithm) is { } unsupported) return unsupported;

        try
        {
            key.Decrypt(enveloped, recipient);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // An ArgumentException means that no cipher of this kind takes a key of this length.
            return Failure.BadData(FailureReason.DecryptFailed, "The message does not decrypt with the transport key.");
        }

        // Pinned, so that the garbage collector makes no copies.
        var content = GC.AllocateUninitializedArray<byte>(enveloped.ContentInfo.Content.Length, pinned: true);
        enveloped.ContentInfo.Content.CopyTo(content, 0);
        Array.Clear(enveloped.ContentInfo.Content);
        return new Secret(content);
    }
}
