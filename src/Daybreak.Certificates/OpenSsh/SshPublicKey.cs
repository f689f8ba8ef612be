using System.Buffers.Binary;

namespace Daybreak.Certificates.OpenSsh;

/// <summary>Converts a SubjectPublicKeyInfo (RFC 5280, section 4.1) to a line for OpenSSH's authorized_keys.</summary>
internal static class SshPublicKey
{
    /// <summary>For instance <c>ssh-rsa AAAA…</c>, without comment or line feed. Null when the key is neither RSA nor NIST P-256, P-384 or P-521.</summary>
    /// <remarks>RFC 4253, section 6.6, and RFC 5656, section 3.1. The form is canonical: equal lines are equal keys.</remarks>
    public static string? FromSubjectPublicKeyInfo(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var info = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
            var algorithm = info.ReadAlgorithm();
            if (!info.TryReadPrimitiveBitString(out var unused, out var key) || unused != 0) return null;
            return algorithm.Identifier switch
            {
                ObjectIdentifiers.Rsa => FromRsa(key),
                ObjectIdentifiers.EllipticCurve => FromPoint(algorithm.ReadParameters().ReadIdentifier(), key.Span),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static string? FromRsa(ReadOnlyMemory<byte> key)
    {
        var fields = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
        // SSH encodes integers as DER does: big-endian, shortest form, with a leading zero byte if the highest bit is set.
        var modulus = fields.ReadIntegerBytes().Span;
        var exponent = fields.ReadIntegerBytes().Span;
        return IsPositive(modulus) && IsPositive(exponent) ? Line("ssh-rsa", exponent, modulus) : null;
    }

    private static bool IsPositive(ReadOnlySpan<byte> integer) => integer[0] < 0x80 && integer.ContainsAnyExcept((byte)0);

    private static string? FromPoint(string curve, ReadOnlySpan<byte> point)
    {
        var (name, fieldBytes) = curve switch
        {
            ObjectIdentifiers.NistP256 => ("nistp256", 32),
            ObjectIdentifiers.NistP384 => ("nistp384", 48),
            ObjectIdentifiers.NistP521 => ("nistp521", 66),
            _ => ("", -1),
        };

        // 4 means that both coordinates are present. OpenSSH refuses compressed points (RFC 5656 makes them optional).
        if (point.Length != 1 + (2 * fieldBytes) || point[0] != 4) return null;
        return Line("ecdsa-sha2-" + name, System.Text.Encoding.ASCII.GetBytes(name), point);
    }

    private static string Line(string type, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var blob = new byte[4 + type.Length + 4 + second.Length + 4 + third.Length];
        var rest = blob.AsSpan();
        Append(ref rest, System.Text.Encoding.ASCII.GetBytes(type));
        Append(ref rest, second);
        Append(ref rest, third);
        return type + " " + Convert.ToBase64String(blob);
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> field)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, field.Length);
        field.CopyTo(rest[4..]);
        rest = rest[(4 + field.Length)..];
    }
}
