namespace Daybreak.Simulator.Certificates;

/// <summary>The certificates that the platform has for a VM.</summary>
public sealed class CertificateStore : IDisposable
{
    private readonly Dictionary<string, X509Certificate2> _byName;

    private CertificateStore(Dictionary<string, X509Certificate2> byName, IReadOnlyList<X509Certificate2> all) => (_byName, All) = (byName, all);

    /// <summary>All certificates in the scenario's order. Those delivered with a private key contain it.</summary>
    public IReadOnlyList<X509Certificate2> All { get; }

    /// <summary>Generates and reads the certificates. The same descriptions and VM id give the same certificates.</summary>
    public static CertificateStore Create(IReadOnlyList<CertificateDescription> descriptions, Guid vmId)
    {
        var all = new X509Certificate2[descriptions.Count];
        var issuer = new Lazy<RSA>(() => DeterministicKeys.Rsa($"daybreak-simulator/{vmId}/issuer", 2048));
        Parallel.For(0, all.Length, i => all[i] = Create(descriptions[i], vmId, issuer));
        if (issuer.IsValueCreated) issuer.Value.Dispose();
        return new CertificateStore(descriptions.Zip(all).ToDictionary(pair => pair.First.Name, pair => pair.Second), all);
    }

    /// <summary>The SHA-1 fingerprint that the platform uses: 40 upper-case hexadecimal digits.</summary>
    public string Fingerprint(string name) => _byName[name].Thumbprint;

    /// <summary>The certificate as PEM text.</summary>
    public string Pem(string name) => _byName[name].ExportCertificatePem();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in All) certificate.Dispose();
    }

    /// <summary>Reads PEM with a certificate and optionally its private key. Throws <see cref="CryptographicException"/> if it is invalid.</summary>
    public static X509Certificate2 Read(string pem) =>
        pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(pem, pem) : X509Certificate2.CreateFromPem(pem);

    private static X509Certificate2 Create(CertificateDescription description, Guid vmId, Lazy<RSA> issuer)
    {
        var certificate = description.Source switch
        {
            CertificateSource.Generated generated => Generate(description.Name, generated.Key, vmId, issuer),
            CertificateSource.Given given => Read(given.Pem),
            _ => throw new ArgumentOutOfRangeException(nameof(description)),
        };
        if (description.WithPrivateKey) return certificate;
        using (certificate) return X509CertificateLoader.LoadCertificate(certificate.RawData);
    }

    private static X509Certificate2 Generate(string name, string key, Guid vmId, Lazy<RSA> issuer)
    {
        var seed = $"daybreak-simulator/{vmId}/{name}/{key}";
        var bits = int.Parse(key.AsSpan(key.Length - (key[0] == 'r' ? 4 : 3)), NumberStyles.None, CultureInfo.InvariantCulture);
        var subject = new X500DistinguishedName($"CN={name}");
        if (key[0] == 'r')
        {
            using var rsa = DeterministicKeys.Rsa(seed, bits);
            using var signed = Sign(new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), subject, rsa, seed);
            return signed.CopyWithPrivateKey(rsa);
        }
        // ECDSA signatures contain a random number. An RSA issuer makes the certificate reproducible.
        using var ec = DeterministicKeys.Ec(seed, bits == 256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384, bits);
        using var issued = Sign(new CertificateRequest(subject, ec, HashAlgorithmName.SHA256), new X500DistinguishedName("CN=Simulated issuer"), issuer.Value, seed);
        return issued.CopyWithPrivateKey(ec);
    }

    private static X509Certificate2 Sign(CertificateRequest request, X500DistinguishedName issuer, RSA key, string seed)
    {
        var serial = new byte[16];
        new DeterministicBytes(seed + "/serial").Fill(serial);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40); // positive and full length
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // Fixed dates keep the certificate reproducible. The period covers every test clock.
        return request.Create(issuer, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(90), serial);
    }
}
