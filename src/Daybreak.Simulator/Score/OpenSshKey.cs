namespace Daybreak.Simulator.Score;

/// <summary>Converts the public key of a certificate to the format of authorized_keys (RFC 4253, section 6.6; RFC 5656, section 3.1).</summary>
public static class OpenSshKey
{
    /// <summary>The type and content; null for a kind of key that OpenSSH does not support.</summary>
    public static string? Of(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
        {
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            return Text("ssh-rsa", Integer(parameters.Exponent!), Integer(parameters.Modulus!));
        }
        using var curve = certificate.GetECDsaPublicKey();
        if (curve is null) return null;
        var point = curve.ExportParameters(includePrivateParameters: false);
        var name = curve.KeySize switch { 256 => "nistp256", 384 => "nistp384", _ => "nistp521" };
        return Text($"ecdsa-sha2-{name}", Encoding.ASCII.GetBytes(name), [4, .. point.Q.X!, .. point.Q.Y!]);
    }

    private static string Text(string type, params byte[][] fields)
    {
        using var content = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in (byte[][])[Encoding.ASCII.GetBytes(type), .. fields])
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            content.Write(length);
            content.Write(field);
        }
        return $"{type} {Convert.ToBase64String(content.ToArray())}";
    }

    // Without the leading zero, a number whose first bit is set would be negative (RFC 4251, section 5).
    private static byte[] Integer(byte[] number) => number[0] >= 0x80 ? [0, .. number] : number;
}
