using System.Formats.Asn1;

namespace Daybreak.Simulator.Certificates;

/// <summary>Encrypts the certificates in a PFX with 40-bit RC2, as older tools did (RFC 7292, appendix C: pbeWithSHA1And40BitRC2-CBC). The keys keep 3DES.</summary>
internal static class Rc2Pfx
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string Pbe = "1.2.840.113549.1.12.1.6";
    private const string Sha1 = "1.3.14.3.2.26";
    private const int KeyId = 1;
    private const int VectorId = 2;
    private const int MacId = 3;
    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Returns the PFX with encrypted certificates and an empty password.</summary>
    /// <param name="pfx">A PFX with the shrouded keys first and the unencrypted certificates second.</param>
    /// <param name="iterations">The iterations of the key derivation.</param>
    public static byte[] Encrypt(byte[] pfx, int iterations)
    {
        var contents = new AsnReader(AuthenticatedSafe(pfx), AsnEncodingRules.BER).ReadSequence();
        var keys = contents.ReadEncodedValue();
        var certificates = Content(contents.ReadSequence());

        var safe = new AsnWriter(AsnEncodingRules.DER);
        using (safe.PushSequence())
        {
            safe.WriteEncodedValue(keys.Span);
            using (safe.PushSequence()) Write(safe, certificates, iterations);
        }
        var authenticated = safe.Encode();
        var salt = RandomNumberGenerator.GetBytes(20);
#pragma warning disable CA5350 // this form of the file requires SHA-1
        var mac = HMACSHA1.HashData(Derive(MacId, salt, iterations, 20), authenticated);
#pragma warning restore CA5350

        var result = new AsnWriter(AsnEncodingRules.DER);
        using (result.PushSequence())
        {
            result.WriteInteger(3);
            using (result.PushSequence())
            {
                result.WriteObjectIdentifier(Data);
                using (result.PushSequence(Explicit0)) result.WriteOctetString(authenticated);
            }
            using (result.PushSequence())
            {
                using (result.PushSequence())
                {
                    using (result.PushSequence())
                    {
                        result.WriteObjectIdentifier(Sha1);
                        result.WriteNull();
                    }
                    result.WriteOctetString(mac);
                }
                result.WriteOctetString(salt);
                result.WriteInteger(iterations);
            }
        }
        return result.Encode();
    }

    private static void Write(AsnWriter safe, byte[] plain, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(8);
        safe.WriteObjectIdentifier(EncryptedData);
        using (safe.PushSequence(Explicit0))
        using (safe.PushSequence())
        {
            safe.WriteInteger(0);
            using (safe.PushSequence())
            {
                safe.WriteObjectIdentifier(Data);
                using (safe.PushSequence())
                {
                    safe.WriteObjectIdentifier(Pbe);
                    using (safe.PushSequence())
                    {
                        safe.WriteOctetString(salt);
                        safe.WriteInteger(iterations);
                    }
                }
                safe.WriteOctetString(Rc2.EncryptCbc(Derive(KeyId, salt, iterations, 5), Derive(VectorId, salt, iterations, 8), plain), new Asn1Tag(TagClass.ContextSpecific, 0));
            }
        }
    }

    private static byte[] AuthenticatedSafe(byte[] pfx)
    {
        var outer = new AsnReader(pfx, AsnEncodingRules.BER).ReadSequence();
        outer.ReadInteger();
        return Content(outer.ReadSequence());
    }

    private static byte[] Content(AsnReader info)
    {
        info.ReadObjectIdentifier();
        return info.ReadSequence(Explicit0).ReadOctetString();
    }

    // RFC 7292, B.2 with SHA-1 and the empty password, which is two zero bytes. No result is longer than one digest, so one round is enough.
    private static byte[] Derive(int id, byte[] salt, int iterations, int length)
    {
        const int block = 64;
        var input = new byte[3 * block];
        input.AsSpan(0, block).Fill((byte)id);
        for (var i = 0; i < block; i++) input[block + i] = salt[i % salt.Length];
#pragma warning disable CA5350 // as above
        var digest = SHA1.HashData(input);
        for (var i = 1; i < iterations; i++) digest = SHA1.HashData(digest);
#pragma warning restore CA5350
        return digest[..length];
    }
}
