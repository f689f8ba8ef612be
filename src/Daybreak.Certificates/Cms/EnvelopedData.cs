using System.Formats.Asn1;
using Daybreak.Certificates.Asn1;

namespace Daybreak.Certificates.Cms;

/// <summary>A CMS EnvelopedData message, taken apart (RFC 5652, section 6.1).</summary>
internal sealed record EnvelopedData(
    IReadOnlyList<KeyTransportRecipient> Recipients,
    string ContentType,
    AlgorithmIdentifier ContentEncryption,
    ReadOnlyMemory<byte> EncryptedContent)
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);

    /// <summary>Takes <paramref name="message"/> apart without copying it where BER leaves it in one piece.</summary>
    public static Outcome<EnvelopedData> Parse(ReadOnlyMemory<byte> message)
    {
        if (DerBounds.Check(message.Span, FailureReason.NotCms) is { } outOfBounds) return outOfBounds;
        try
        {
            return ReadContentInfo(message);
        }
        catch (AsnContentException)
        {
            return new Failure(FailureReason.NotCms, "The message is not CMS EnvelopedData.");
        }
    }

    private static Outcome<EnvelopedData> ReadContentInfo(ReadOnlyMemory<byte> message)
    {
        var contentInfo = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        switch (ObjectIdentifiers.Read(contentInfo))
        {
            case ObjectIdentifiers.EnvelopedData:
                break;
            case ObjectIdentifiers.AuthenticatedEnvelopedData:
                return new Failure(FailureReason.UnsupportedAlgorithm, "The message is CMS AuthEnvelopedData; the platform was asked for EnvelopedData.");
            default:
                return new Failure(FailureReason.NotCms, "The message is CMS of another kind than EnvelopedData.");
        }

        var content = contentInfo.ReadSequence(Context0);
        contentInfo.ThrowIfNotEmpty();
        var enveloped = content.ReadSequence();
        content.ThrowIfNotEmpty();

        _ = enveloped.ReadInteger();
        if (enveloped.PeekTag().HasSameClassAndValue(Context0)) _ = enveloped.ReadEncodedValue();
        var recipients = ReadRecipients(enveloped.ReadSetOf(skipSortOrderValidation: true));

        var encrypted = enveloped.ReadSequence();
        var contentType = ObjectIdentifiers.Read(encrypted);
        var encryption = AlgorithmIdentifier.Read(encrypted);
        var bytes = encrypted.HasData ? encrypted.ReadOctets(Context0) : ReadOnlyMemory<byte>.Empty;
        encrypted.ThrowIfNotEmpty();

        if (enveloped.HasData && enveloped.PeekTag().HasSameClassAndValue(Context1)) _ = enveloped.ReadEncodedValue();
        enveloped.ThrowIfNotEmpty();
        return new EnvelopedData(recipients, contentType, encryption, bytes);
    }

    // Recipients by key agreement, password and the like are somebody else's: the transport key is RSA.
    private static List<KeyTransportRecipient> ReadRecipients(AsnReader set)
    {
        var recipients = new List<KeyTransportRecipient>();
        while (set.HasData)
        {
            if (!set.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            {
                _ = set.ReadEncodedValue();
                continue;
            }

            var recipient = set.ReadSequence();
            _ = recipient.ReadInteger();
            ReadOnlyMemory<byte>? keyIdentifier = null, serialNumber = null;
            if (recipient.PeekTag().HasSameClassAndValue(Context0))
            {
                keyIdentifier = recipient.ReadOctets(Context0);
            }
            else
            {
                var issuerAndSerial = recipient.ReadSequence();
                _ = issuerAndSerial.ReadEncodedValue();
                serialNumber = issuerAndSerial.ReadIntegerBytes();
            }

            var keyEncryption = AlgorithmIdentifier.Read(recipient);
            recipients.Add(new KeyTransportRecipient(keyIdentifier, serialNumber, keyEncryption, recipient.ReadOctets()));
        }

        return recipients;
    }
}
