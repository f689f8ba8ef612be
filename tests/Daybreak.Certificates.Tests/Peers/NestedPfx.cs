using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Daybreak.Certificates.Tests.Peers;

/// <summary>A PFX with one encrypted part that holds safe contents inside safe contents. The library's own builder works recursively and cannot make deep ones.</summary>
internal static class NestedPfx
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly byte[] SafeContentsBag = [0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x06];

    public static byte[] Make(int levels)
    {
        using var aes = Aes.Create();
        byte[] salt = new byte[8], initializationVector = new byte[16];
        aes.Key = Rfc2898DeriveBytes.Pbkdf2("", salt, 1, HashAlgorithmName.SHA256, 16);
        var ciphertext = aes.EncryptCbc(SafeContents(levels), initializationVector);

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(3);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
                using (writer.PushSequence(Context0))
                using (writer.PushOctetString())
                using (writer.PushSequence())
                    WriteEncryptedPart(writer, salt, initializationVector, ciphertext);
            }
        }

        return writer.Encode();
    }

    private static void WriteEncryptedPart(AsnWriter writer, byte[] salt, byte[] initializationVector, byte[] ciphertext)
    {
        using var part = writer.PushSequence();
        writer.WriteObjectIdentifier("1.2.840.113549.1.7.6");
        using var explicitTag = writer.PushSequence(Context0);
        using var encryptedData = writer.PushSequence();
        writer.WriteInteger(0);
        using var content = writer.PushSequence();
        writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.5.13");
            using var pbes2 = writer.PushSequence();
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.5.12");
                using var pbkdf2 = writer.PushSequence();
                writer.WriteOctetString(salt);
                writer.WriteInteger(1);
                using var hmac = writer.PushSequence();
                writer.WriteObjectIdentifier("1.2.840.113549.2.9");
                writer.WriteNull();
            }

            using var cipher = writer.PushSequence();
            writer.WriteObjectIdentifier("2.16.840.1.101.3.4.1.2");
            writer.WriteOctetString(initializationVector);
        }

        writer.WriteOctetString(ciphertext, Context0);
    }

    // From the innermost, empty safe contents outwards, each header in front of what is already there.
    private static byte[] SafeContents(int levels)
    {
        var buffer = new byte[6 + (levels * (18 + SafeContentsBag.Length))];
        var start = buffer.Length;
        Wrap(0x30);
        for (var level = 0; level < levels; level++)
        {
            Wrap(0xA0);
            Prepend(SafeContentsBag);
            Wrap(0x30);
            Wrap(0x30);
        }

        return buffer[start..];

        void Wrap(byte tag)
        {
            var length = buffer.Length - start;
            Prepend([tag, 0x84, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        }

        void Prepend(byte[] bytes)
        {
            start -= bytes.Length;
            bytes.CopyTo(buffer, start);
        }
    }
}
