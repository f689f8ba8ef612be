namespace Daybreak.Certificates.Pfx;

/// <summary>The key derivation of RFC 7292, appendix B.2. It is obsolete, but the platform uses it.</summary>
internal static class Pkcs12Kdf
{
    /// <summary>The purpose of the derived bytes (appendix B.3).</summary>
    public enum Purpose : byte
    {
        Key = 1,
        InitializationVector = 2,
        IntegrityKey = 3,
    }

    /// <summary>Fills <paramref name="output"/>. The letters in the comments are those of the RFC.</summary>
    public static void Derive(HashAlgorithmName hash, PfxPassword password, ReadOnlySpan<byte> salt, int iterations, Purpose purpose, Span<byte> output)
    {
        int u = Hashes.DigestBytes(hash), v = Hashes.BlockBytes(hash);
        var saltBytes = RoundUp(salt.Length, v);
        var passwordBytes = password == PfxPassword.Empty ? v : 0;

        // D || I: the diversifier, the salt repeated, the password repeated. An empty password is all zero bytes.
        var work = new byte[v + saltBytes + passwordBytes];
        work.AsSpan(0, v).Fill((byte)purpose);
        for (var i = 0; i < saltBytes; i++) work[v + i] = salt[i % salt.Length];
        var input = work.AsSpan(v);

        Span<byte> digest = stackalloc byte[u];
        Span<byte> block = stackalloc byte[v];
        while (!output.IsEmpty)
        {
            CryptographicOperations.HashData(hash, work, digest);
            for (var i = 1; i < iterations; i++) CryptographicOperations.HashData(hash, digest, digest);

            var taken = Math.Min(u, output.Length);
            digest[..taken].CopyTo(output);
            output = output[taken..];

            for (var i = 0; i < v; i++) block[i] = digest[i % u];
            for (var at = 0; at < input.Length; at += v) AddPlusOne(input.Slice(at, v), block);
        }

        CryptographicOperations.ZeroMemory(digest);
        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(work);
    }

    private static int RoundUp(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    // I_j = (I_j + B + 1) mod 2^(8v)
    private static void AddPlusOne(Span<byte> number, ReadOnlySpan<byte> addend)
    {
        var carry = 1;
        for (var i = number.Length - 1; i >= 0; i--)
        {
            carry += number[i] + addend[i];
            number[i] = (byte)carry;
            carry >>= 8;
        }
    }
}

/// <summary>The key derivation that one message can still use. Iteration counts come from the message and are checked before the key is derived.</summary>
internal sealed class KdfBudget
{
    private int _left = Limits.TotalKdfIterations;

    /// <summary>False when the count is not positive or exceeds what is left.</summary>
    public bool TryPay(int iterations)
    {
        if (iterations is < 1 or > Limits.KdfIterations || iterations > _left) return false;
        _left -= iterations;
        return true;
    }

    public static Failure Exceeded { get; } =
        Failure.BadData(FailureReason.TooLarge, $"The PFX requires more than {Limits.KdfIterations} iterations for one key, or more than {Limits.TotalKdfIterations} in total.");
}

/// <summary>The two ways to encode "no password" in a PFX.</summary>
/// <remarks>
/// RFC 7292, appendix B.1, ends a password with two zero bytes. OpenSSL and most other programs do so for an empty password; some Windows
/// programs omit them. PBKDF2 takes a password without them, so there both are the same.
/// </remarks>
internal enum PfxPassword
{
    /// <summary>The empty string, with its terminator.</summary>
    Empty,

    /// <summary>No bytes at all.</summary>
    Absent,
}
