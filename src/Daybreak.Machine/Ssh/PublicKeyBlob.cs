namespace Daybreak.Machine.Ssh;

/// <summary>The base64 content of a key: length-prefixed fields, the type first.</summary>
/// <remarks>Whether a point is on its curve is not checked: sshd checks it and rejects the key.</remarks>
internal ref struct PublicKeyBlob
{
    private const string CertificateSuffix = "-cert-v01@openssh.com";

    private ReadOnlySpan<byte> rest;

    /// <summary>The minimum of sshd's RequiredRSASize, and the maximum of OpenSSH's buffers.</summary>
    private const int MinimumRsaBits = 1024, MaximumRsaBits = 16384;

    /// <summary>Whether this is a key type of any version of OpenSSH.</summary>
    public static bool IsType(string type) => Plain(type) is
        "ssh-ed25519" or "ssh-rsa" or "ssh-dss" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521"
        or "sk-ssh-ed25519@openssh.com" or "sk-ecdsa-sha2-nistp256@openssh.com";

    /// <summary>Null, or why it is not a key of this type.</summary>
    public static string? Refusal(string type, ReadOnlySpan<byte> blob)
    {
        string plain = Plain(type);
        if (plain == "ssh-dss") return "is a DSA key, which sshd refuses since OpenSSH 7.0: create another key with ssh-keygen -t ed25519";
        var reader = new PublicKeyBlob { rest = blob };
        if (!reader.TakeText(out string inside)) return $"has a key of type {type} that is truncated";
        if (inside != type) return $"has the type {type}, but its base64 contains {(inside.Length is 0 or > 48 ? "something else" : Printable(inside))}";
        bool isCertificate = plain != type;
        if (isCertificate && !reader.Take(out _)) return Short(type);
        if (reader.Key(plain, type) is { } wrong) return wrong;
        if (isCertificate && reader.Certificate(type) is { } wrongCertificate) return wrongCertificate;
        return reader.rest.IsEmpty ? null : $"has a key of type {type} with {reader.rest.Length} extra bytes";
    }

    private string? Key(string plain, string type)
    {
        switch (plain)
        {
            case "ssh-rsa":
                if (!Take(out var exponent) || !Take(out var modulus)) return Short(type);
                int bits = Bits(modulus);
                if (Bits(exponent) < 2 || (exponent[^1] & 1) == 0 || bits < 0 || (modulus[^1] & 1) == 0) return $"has a key of type {type} with invalid numbers";
                return bits is < MinimumRsaBits or > MaximumRsaBits ? $"is an RSA key of {bits} bits; sshd accepts {MinimumRsaBits} to {MaximumRsaBits}" : null;
            case "ssh-ed25519":
                return Point(32, type);
            case "sk-ssh-ed25519@openssh.com":
                return Point(32, type) ?? Application(type);
            case "sk-ecdsa-sha2-nistp256@openssh.com":
                return Curve("nistp256", 65, type) ?? Application(type);
            case "ecdsa-sha2-nistp256":
                return Curve("nistp256", 65, type);
            case "ecdsa-sha2-nistp384":
                return Curve("nistp384", 97, type);
            default:
                return Curve("nistp521", 133, type);
        }
    }

    // PROTOCOL.certkeys: serial, kind, id, principals, valid after, valid before, critical options, extensions, reserved, the authority's key, the signature.
    private string? Certificate(string type)
    {
        if (!Skip(8) || !TakeNumber(out uint kind)) return Short(type);
        if (kind != 1) return $"has a certificate of type {type} that is not a user certificate";
        bool whole = Take(out _) && Take(out _) && Skip(16) && Take(out _) && Take(out _) && Take(out _) && Take(out _) && Take(out _);
        return whole ? null : Short(type);
    }

    private string? Point(int length, string type) =>
        !Take(out var point) ? Short(type) : point.Length == length ? null : $"has a key of type {type} with {point.Length} bytes; expected {length}";

    private string? Curve(string name, int length, string type)
    {
        if (!TakeText(out string curve)) return Short(type);
        if (curve != name) return $"has a key of type {type} with another curve";
        if (!Take(out var point)) return Short(type);
        return point.Length == length && point[0] == 4 ? null : $"has a key of type {type} without an uncompressed point of {length} bytes";
    }

    private string? Application(string type) => Take(out var name) && !name.IsEmpty ? null : Short(type);

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

    private static string Short(string type) => $"has a key of type {type} that is truncated";

    private static string Printable(string text)
    {
        foreach (char character in text)
            if (character is <= ' ' or > '~') return "something else";
        return text;
    }
}
