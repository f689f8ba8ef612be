namespace Daybreak.Machine.Ssh;

/// <summary>The base64 content of a key: length-prefixed fields, the type first.</summary>
/// <remarks>Whether a point is on its curve is not checked: sshd checks it and rejects the key.</remarks>
internal ref struct PublicKeyBlob
{
    private const string CertificateSuffix = "-cert-v01@openssh.com";

    private ReadOnlySpan<byte> rest;
    private string type;

    /// <summary>The minimum of sshd's RequiredRSASize, and the maximum of OpenSSH's buffers.</summary>
    private const int MinimumRsaBits = 1024, MaximumRsaBits = 16384;

    /// <summary>Whether this is a key type of any version of OpenSSH.</summary>
    public static bool IsType(string type) => Plain(type) is
        "ssh-ed25519" or "ssh-rsa" or "ssh-dss" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521"
        or "sk-ssh-ed25519@openssh.com" or "sk-ecdsa-sha2-nistp256@openssh.com";

    /// <summary>Null, or why it is not a key of this type.</summary>
    public static Failure? Check(string type, ReadOnlySpan<byte> blob)
    {
        string plain = Plain(type);
        if (plain == "ssh-dss")
            return Failure.Invalid("is a DSA key, which sshd refuses since OpenSSH 7.0: create another key with ssh-keygen -t ed25519");
        var reader = new PublicKeyBlob { rest = blob, type = type };
        if (!reader.TakeText(out string inside)) return reader.Truncated;
        if (inside != type) return Failure.Invalid($"has the type {type}, but its base64 contains {Shown(inside)}");
        bool isCertificate = plain != type;
        if (isCertificate && !reader.Take(out _)) return reader.Truncated;
        if (reader.Key(plain) is { } wrong) return wrong;
        if (isCertificate && reader.Certificate() is { } wrongCertificate) return wrongCertificate;
        return reader.rest.IsEmpty ? null : reader.Wrong($"with {reader.rest.Length} extra bytes");
    }

    private Failure? Key(string plain) => plain switch
    {
        "ssh-rsa" => Rsa(),
        "ssh-ed25519" => Point(32),
        "sk-ssh-ed25519@openssh.com" => Point(32) ?? Application(),
        "sk-ecdsa-sha2-nistp256@openssh.com" => Curve("nistp256", 65) ?? Application(),
        "ecdsa-sha2-nistp256" => Curve("nistp256", 65),
        "ecdsa-sha2-nistp384" => Curve("nistp384", 97),
        _ => Curve("nistp521", 133),
    };

    private Failure? Rsa()
    {
        if (!Take(out var exponent) || !Take(out var modulus)) return Truncated;
        int bits = Bits(modulus);
        if (Bits(exponent) < 2 || (exponent[^1] & 1) == 0 || bits < 0 || (modulus[^1] & 1) == 0) return Wrong("with invalid numbers");
        if (bits is >= MinimumRsaBits and <= MaximumRsaBits) return null;
        return Failure.Invalid($"is an RSA key of {bits} bits; sshd accepts {MinimumRsaBits} to {MaximumRsaBits}");
    }

    // PROTOCOL.certkeys: serial, kind, id, principals, valid after, valid before, critical options, extensions, reserved, the authority's key, the signature.
    private Failure? Certificate()
    {
        if (!Skip(8) || !TakeNumber(out uint kind)) return Truncated;
        if (kind != 1) return Failure.Invalid($"has a certificate of type {type} that is not a user certificate");
        bool whole = Take(out _) && Take(out _) && Skip(16) && Take(out _) && Take(out _) && Take(out _) && Take(out _) && Take(out _);
        return whole ? null : Truncated;
    }

    private Failure? Point(int length) =>
        !Take(out var point) ? Truncated : point.Length == length ? null : Wrong($"with {point.Length} bytes; expected {length}");

    private Failure? Curve(string name, int length)
    {
        if (!TakeText(out string curve)) return Truncated;
        if (curve != name) return Wrong("with another curve");
        if (!Take(out var point)) return Truncated;
        return point.Length == length && point[0] == 4 ? null : Wrong($"without an uncompressed point of {length} bytes");
    }

    private Failure? Application() => Take(out var name) && !name.IsEmpty ? null : Truncated;

    private bool TakeNumber(out uint number)
    {
        bool there = BinaryPrimitives.TryReadUInt32BigEndian(rest, out number);
        if (there) rest = rest[4..];
        return there;
    }

    private bool Take(out ReadOnlySpan<byte> field)
    {
        field = default;
        if (!TakeNumber(out uint length) || length > (uint)rest.Length) return false;
        field = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }

    private bool TakeText(out string text)
    {
        bool there = Take(out var field);
        text = there ? Encoding.Latin1.GetString(field) : "";
        return there;
    }

    private bool Skip(int count)
    {
        if (rest.Length < count) return false;
        rest = rest[count..];
        return true;
    }

    // The size of a number of RFC 4251; -1 for a negative number or one that is too long.
    private static int Bits(ReadOnlySpan<byte> number)
    {
        if (!number.IsEmpty && (number[0] & 0x80) != 0) return -1;
        number = number.TrimStart((byte)0);
        if (number.Length > 64 * 1024) return -1;
        return number.IsEmpty ? 0 : (number.Length * 8) - int.LeadingZeroCount(number[0]) + 24;
    }

    private static string Plain(string type) => type switch
    {
        "ssh-ed25519-cert-v01@openssh.com" or "ssh-rsa-cert-v01@openssh.com" or "ssh-dss-cert-v01@openssh.com" or "ecdsa-sha2-nistp256-cert-v01@openssh.com"
            or "ecdsa-sha2-nistp384-cert-v01@openssh.com" or "ecdsa-sha2-nistp521-cert-v01@openssh.com" => type[..^CertificateSuffix.Length],
        "sk-ssh-ed25519-cert-v01@openssh.com" or "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com" => type[..^CertificateSuffix.Length] + "@openssh.com",
        _ => type,
    };

    private readonly Failure Truncated => Wrong("that is truncated");

    private readonly Failure Wrong(string what) => Failure.Invalid($"has a key of type {type} {what}");

    private static string Shown(string text)
    {
        if (text.Length is 0 or > 48) return "something else";
        foreach (char character in text)
            if (character is <= ' ' or > '~') return "something else";
        return text;
    }
}
