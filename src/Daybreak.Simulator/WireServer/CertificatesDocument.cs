namespace Daybreak.Simulator.WireServer;

/// <summary>Answers requests for the VM's certificates, encrypted for the transport certificate in the request.</summary>
internal sealed class CertificatesDocument(HostState host)
{
    private const string CertificateHeader = "x-ms-guest-agent-public-x509-cert";
    private const string CipherHeader = "x-ms-cipher-name";
    private const string DefaultCipher = "AES128_CBC";
    private const int Base64Line = 64;
    private const string SubjectKeyIdentifierOid = "2.5.29.14";

    public Answer Answer(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (host.Certificates.All.Count == 0) return WireError.Answer(404, WireError.ResourceNotFound);
        var cipher = request.Headers[CipherHeader].ToString() is { Length: > 0 } named ? named : DefaultCipher;
        if (!CertificatePackage.Ciphers.ContainsKey(cipher))
            return Refused(misbehaviour, CipherHeader, $"{CipherHeader} is '{cipher}', supported are {string.Join(" and ", CertificatePackage.Ciphers.Keys)}.");
        using var recipient = Recipient(request, out var problem);
        if (recipient is null) return Refused(misbehaviour, CertificateHeader, problem);
        if (recipient.Extensions[SubjectKeyIdentifierOid] is null)
            misbehaviour.Add(new Misbehaviour(CertificateHeader, "The transport certificate has no subject key identifier, which the envelope refers to."));

        var envelope = CertificatePackage.Seal(host.Certificates.All, recipient, cipher, host.Scenario.Packaging);
        return Hosting.Answer.Xml(200, XmlText.Document(new XElement(
            "CertificateFile",
            new XElement("Version", "2010-12-15"),
            new XElement("Incarnation", host.Vm.Incarnation.ToString(CultureInfo.InvariantCulture)),
            new XElement("Format", "Pkcs7BlobWithPfxContents"),
            new XElement("Data", Lines(Convert.ToBase64String(envelope))))));
    }

    private static X509Certificate2? Recipient(PlatformRequest request, out string problem)
    {
        problem = "";
        var text = request.Headers[CertificateHeader].ToString();
        if (text.Length == 0)
        {
            problem = $"The header {CertificateHeader} is missing.";
            return null;
        }
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
            using var key = certificate.GetRSAPublicKey();
            if (key is not null) return certificate;
            certificate.Dispose();
            problem = "The transport certificate's key is not RSA.";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            problem = $"{CertificateHeader} is not a base64-encoded certificate: {e.Message}";
        }
        return null;
    }

    private static Answer Refused(ICollection<Misbehaviour> misbehaviour, string rule, string what)
    {
        misbehaviour.Add(new Misbehaviour(rule, what));
        return WireError.Answer(400, WireError.BadRequest);
    }

    private static string Lines(string base64) => string.Join('\n', base64.Chunk(Base64Line).Select(line => new string(line)));
}
