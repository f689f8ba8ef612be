using System.Numerics;

namespace Daybreak.Simulator.Certificates;

/// <summary>Deterministic key pairs from a seed.</summary>
/// <remarks>
/// <c>run</c> serves a certificate and <c>disc</c> writes its fingerprint in separate processes, so both must generate the same one.
/// .NET's key generators take no seed. A 2048-bit RSA key takes about a second.
/// </remarks>
internal static class DeterministicKeys
{
    private const int Exponent = 65537;

    // Candidates are not chosen by an attacker; FIPS 186-5, table B.1 requires 5 rounds at 1024 bits.
    private const int MillerRabinRounds = 8;

    private static readonly int[] SmallPrimes = [.. Enumerable.Range(3, 5000).Where(number => number % 2 == 1 && Enumerable.Range(2, (int)Math.Sqrt(number) - 1).All(divisor => number % divisor != 0))];

    /// <summary>Generates an RSA key.</summary>
    public static RSA Rsa(string seed, int bits)
    {
        var primes = new BigInteger[2];
        Parallel.For(0, 2, i => primes[i] = Prime(new DeterministicBytes($"{seed}/{i}"), bits / 2));
        var (p, q) = primes[0] > primes[1] ? (primes[0], primes[1]) : (primes[1], primes[0]);
        var d = Inverse(Exponent, (p - 1) * (q - 1));
        var (whole, half) = (bits / 8, bits / 16);
        var rsa = RSA.Create();
        rsa.ImportParameters(new RSAParameters
        {
            Exponent = [1, 0, 1],
            Modulus = Bytes(p * q, whole),
            D = Bytes(d, whole),
            P = Bytes(p, half),
            Q = Bytes(q, half),
            DP = Bytes(d % (p - 1), half),
            DQ = Bytes(d % (q - 1), half),
            InverseQ = Bytes(Inverse(q, p), half),
        });
        return rsa;
    }

    /// <summary>Generates a key on a named curve.</summary>
    public static ECDsa Ec(string seed, ECCurve curve, int bits)
    {
        // With the top bit clear, the number is below the order of P-256 and P-384, which are close to a power of two.
        var d = new byte[bits / 8];
        new DeterministicBytes(seed).Fill(d);
        d[0] &= 0x7f;
        d[^1] |= 1;
        return ECDsa.Create(new ECParameters { Curve = curve, D = d });
    }

    private static BigInteger Prime(DeterministicBytes random, int bits)
    {
        var bytes = new byte[bits / 8];
        random.Fill(bytes);
        bytes[0] |= 0xC0; // set the two top bits so that the product of two primes has full length
        var start = new BigInteger(bytes, isUnsigned: true, isBigEndian: true) | 1;
        // Keep remainders per offset, because dividing big numbers is expensive.
        var remainders = SmallPrimes.Select(prime => (int)(start % prime)).ToArray();
        for (var offset = 0; ; offset += 2)
        {
            if (!IsSieved(remainders, offset) && start + offset is var candidate && IsPrime(candidate, random)) return candidate;
        }
    }

    private static bool IsSieved(int[] remainders, int offset)
    {
        for (var i = 0; i < remainders.Length; i++)
        {
            if ((remainders[i] + offset) % SmallPrimes[i] == 0) return true;
        }
        return false;
    }

    private static bool IsPrime(BigInteger candidate, DeterministicBytes random)
    {
        if ((candidate - 1) % Exponent == 0) return false;

        var odd = candidate - 1;
        var twos = 0;
        for (; odd.IsEven; odd >>= 1) twos++;
        Span<byte> bytes = stackalloc byte[64];
        for (var round = 0; round < MillerRabinRounds; round++)
        {
            random.Fill(bytes);
            if (IsWitness(BigInteger.ModPow(new BigInteger(bytes, isUnsigned: true) + 2, odd, candidate), candidate, twos)) return false;
        }
        return true;
    }

    private static bool IsWitness(BigInteger power, BigInteger candidate, int twos)
    {
        if (power.IsOne || power == candidate - 1) return false;
        for (var i = 1; i < twos; i++)
        {
            power = power * power % candidate;
            if (power == candidate - 1) return false;
        }
        return true;
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (a, b, x, y) = (value % modulus, modulus, BigInteger.One, BigInteger.Zero);
        while (a > 1)
        {
            var quotient = a / b;
            (a, b) = (b, a % b);
            (x, y) = (y, x - (quotient * y));
        }
        return x < 0 ? x + modulus : x;
    }

    private static byte[] Bytes(BigInteger value, int length)
    {
        var bytes = new byte[length];
        value.TryWriteBytes(bytes.AsSpan(length - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
