namespace Daybreak.Certificates.Tests.Peers;

/// <summary>A directory where openssl creates keys, PFX files and CMS messages for one test.</summary>
internal sealed class Workshop : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("daybreak-certificates-").FullName;

    public string PathOf(string name) => Path.Combine(Directory, name);

    public byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public string OpenSsl(params string[] arguments) => Tool.Run(Directory, "openssl", arguments);

    /// <summary>Creates NAME.key and NAME.crt; <paramref name="keyType"/> as openssl's -newkey takes it.</summary>
    public void MakeCertificate(string name, string subject, params string[] keyType)
    {
        string[] newKey = keyType.Length == 0 ? ["-newkey", "rsa:2048"] : keyType;
        OpenSsl(["req", "-x509", .. newKey, "-nodes", "-utf8", "-subj", subject, "-keyout", name + ".key", "-out", name + ".crt", "-days", "3"]);
    }

    public void MakeEllipticCertificate(string name, string subject, string curve) =>
        MakeCertificate(name, subject, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + curve);

    /// <summary>The SHA-1 thumbprint from openssl, in Azure's format.</summary>
    public string Thumbprint(string name) =>
        OpenSsl("x509", "-in", name + ".crt", "-noout", "-fingerprint", "-sha1").Trim().Split('=')[1].Replace(":", "", StringComparison.Ordinal);

    /// <summary>A PFX with an empty password, unless <paramref name="options"/> contain another.</summary>
    public byte[] MakePfx(string name, params string[] options)
    {
        string[] password = options.Contains("-passout") ? [] : ["-passout", "pass:"];
        OpenSsl(["pkcs12", "-export", "-inkey", name + ".key", "-in", name + ".crt", .. password, .. options, "-out", name + ".pfx"]);
        return Read(name + ".pfx");
    }

    /// <summary>A CMS message for the transport certificate.</summary>
    public byte[] Envelop(byte[] content, ReadOnlyMemory<byte> transportCertificate, params string[] options)
    {
        File.WriteAllBytes(PathOf("content"), content);
        File.WriteAllBytes(PathOf("transport.der"), transportCertificate.Span);
        OpenSsl("x509", "-inform", "DER", "-in", "transport.der", "-out", "transport.pem");
        OpenSsl(["cms", "-encrypt", "-binary", "-in", "content", "-outform", "DER", "-out", "message", .. options.TakeWhile(o => o != "-keyopt"), "-recip", "transport.pem", .. options.SkipWhile(o => o != "-keyopt")]);
        return Read("message");
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
