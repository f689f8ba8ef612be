namespace Daybreak.Simulator.Certificates;

/// <summary>Encrypts with RC2 (RFC 2268) in CBC mode. .NET delegates RC2 to OpenSSL, whose default provider no longer supports it.</summary>
internal static class Rc2
{
    private const int BlockSize = 8;

    // RFC 2268, 2: "random" bytes from the digits of pi.
    private static readonly byte[] Pi = Convert.FromHexString(
        "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82"
        + "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7"
        + "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
        + "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad");

    /// <summary>Returns the ciphertext with PKCS#7 padding.</summary>
    /// <param name="key">The key. Its length in bits is also the effective key length.</param>
    /// <param name="vector">The initialization vector, 8 bytes.</param>
    /// <param name="plain">The plaintext.</param>
    public static byte[] EncryptCbc(ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> plain)
    {
        Span<ushort> expanded = stackalloc ushort[64];
        Expand(key, expanded);
        var padding = BlockSize - (plain.Length % BlockSize);
        var result = new byte[plain.Length + padding];
        plain.CopyTo(result);
        result.AsSpan(plain.Length).Fill((byte)padding);
        var previous = vector;
        for (var at = 0; at < result.Length; at += BlockSize)
        {
            var block = result.AsSpan(at, BlockSize);
            for (var i = 0; i < BlockSize; i++) block[i] ^= previous[i];
            Encrypt(expanded, block);
            previous = block;
        }
        return result;
    }

    private static void Expand(ReadOnlySpan<byte> key, Span<ushort> expanded)
    {
        Span<byte> bytes = stackalloc byte[128];
        key.CopyTo(bytes);
        for (var i = key.Length; i < 128; i++) bytes[i] = Pi[(byte)(bytes[i - 1] + bytes[i - key.Length])];
        var effective = key.Length;
        bytes[128 - effective] = Pi[bytes[128 - effective]];
        for (var i = 127 - effective; i >= 0; i--) bytes[i] = Pi[bytes[i + 1] ^ bytes[i + effective]];
        for (var i = 0; i < 64; i++) expanded[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
    }

    private static void Encrypt(ReadOnlySpan<ushort> key, Span<byte> block)
    {
        ReadOnlySpan<int> rotations = [1, 2, 3, 5];
        Span<ushort> words = stackalloc ushort[4];
        for (var i = 0; i < 4; i++) words[i] = BinaryPrimitives.ReadUInt16LittleEndian(block[(2 * i)..]);
        for (var round = 0; round < 16; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                var sum = (ushort)(words[i] + key[(4 * round) + i] + (words[(i + 3) % 4] & words[(i + 2) % 4]) + (~words[(i + 3) % 4] & words[(i + 1) % 4]));
                words[i] = (ushort)((sum << rotations[i]) | (sum >> (16 - rotations[i])));
            }
            // A mashing round follows rounds 5 and 11.
            if (round is not (4 or 10)) continue;
            for (var i = 0; i < 4; i++) words[i] += key[words[(i + 3) % 4] & 63];
        }
        for (var i = 0; i < 4; i++) BinaryPrimitives.WriteUInt16LittleEndian(block[(2 * i)..], words[i]);
    }
}
