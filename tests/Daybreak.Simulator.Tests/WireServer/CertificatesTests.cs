using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.WireServer;

public sealed class CertificatesTests : IDisposable
{
    // The certificates are given as PEM, because generating RSA keys from a seed is slow.
    private static readonly string Scenario = $$"""
        certificates:
          - {name: login, pem: {{Pem("login")}}}
          - {name: host, pem: {{Pem("host")}}}
          - {name: crp, pem: {{Pem("crp")}}, privateKey: false}
        vm:
          publicKeys: [{certificate: login}]
          keyPairs: [{certificate: host, path: /home/azureuser/.ssh/id_ecdsa}]

        """;

    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _transport;

    public CertificatesTests()
    {
        var request = new CertificateRequest("CN=LinuxTransport", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _transport = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public void Dispose()
    {
        _transport.Dispose();
        _key.Dispose();
    }

    private static string Pem(string name)
    {
        using AsymmetricAlgorithm key = name == "login" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return JsonValue.Create(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem()).ToJsonString();
    }

    private static async Task<string> Link(RunningPlatform platform)
    {
        var goalState = XElement.Parse(await (await platform.GetWire("/machine?comp=goalstate")).Content.ReadAsStringAsync());
        return goalState.Descendants("Certificates").Single().Value;
    }

    private async Task<HttpResponseMessage> Ask(RunningPlatform platform, string cipher = "", string? certificate = null) =>
        await platform.GetWire(await Link(platform), ("x-ms-guest-agent-public-x509-cert", certificate ?? Convert.ToBase64String(_transport.RawData)), ("x-ms-cipher-name", cipher));

    private async Task<byte[]> Envelope(RunningPlatform platform, string cipher)
    {
        using var answer = await Ask(platform, cipher);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var file = XElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("CertificateFile", file.Name);
        Assert.Equal("Pkcs7BlobWithPfxContents", file.Element("Format")!.Value);
        Assert.Contains('\n', file.Element("Data")!.Value);
        return Convert.FromBase64String(file.Element("Data")!.Value);
    }

    [Fact]
    public async Task Without_certificates_the_goal_state_has_no_link()
    {
        await using var platform = await RunningPlatform.StartAsync();

        Assert.DoesNotContain("Certificates", await (await platform.GetWire("/machine?comp=goalstate")).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "auto", "2.16.840.1.101.3.4.1.2", "1.2.840.113549.1.1.7")]
    [InlineData("AES128_CBC", "auto", "2.16.840.1.101.3.4.1.2", "1.2.840.113549.1.1.7")]
    [InlineData("DES_EDE3_CBC", "auto", "1.2.840.113549.3.7", "1.2.840.113549.1.1.1")]
    [InlineData("AES128_CBC", "pkcs1", "2.16.840.1.101.3.4.1.2", "1.2.840.113549.1.1.1")]
    [InlineData("DES_EDE3_CBC", "oaep", "1.2.840.113549.3.7", "1.2.840.113549.1.1.7")]
    public async Task Envelope_matches_the_platforms(string cipher, string transport, string contentOid, string keyOid)
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario + $"wireserver: {{keyTransport: {transport}}}\n");

        var cms = new EnvelopedCms();
        cms.Decode(await Envelope(platform, cipher));

        Assert.Equal(contentOid, cms.ContentEncryptionAlgorithm.Oid.Value);
        var recipient = Assert.IsType<KeyTransRecipientInfo>(Assert.Single(cms.RecipientInfos.Cast<RecipientInfo>()));
        Assert.Equal(2, recipient.Version);
        Assert.Equal(SubjectIdentifierType.SubjectKeyIdentifier, recipient.RecipientIdentifier.Type);
        Assert.Equal(keyOid, recipient.KeyEncryptionAlgorithm.Oid.Value);
        cms.Decrypt([_transport]);
        Assert.Equal("1.2.840.113549.1.7.1", cms.ContentInfo.ContentType.Value);
        var certificates = X509CertificateLoader.LoadPkcs12Collection(cms.ContentInfo.Content, "");
        Assert.Equal(
            [("CN=crp", false), ("CN=host", true), ("CN=login", true)],
            certificates.Select(certificate => (certificate.Subject, certificate.HasPrivateKey)).Order());
    }

    [Theory]
    [InlineData("AES128_CBC", "auto", "legacy", "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000", "MAC: sha1, Iteration 2000")]
    [InlineData("DES_EDE3_CBC", "auto", "legacy", "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000", "MAC: sha1, Iteration 2000")]
    [InlineData("AES128_CBC", "pkcs1", "modern", "PBES2, PBKDF2, AES-256-CBC, Iteration 2000, PRF hmacWithSHA256", "MAC: sha256, Iteration 2000")]
    [InlineData("DES_EDE3_CBC", "oaep", "modern", "PBES2, PBKDF2, AES-256-CBC, Iteration 2000, PRF hmacWithSHA256", "MAC: sha256, Iteration 2000")]
    [InlineData("AES128_CBC", "auto", "rc2", "pbeWithSHA1And40BitRC2-CBC, Iteration 2000", "MAC: sha1, Iteration 2000")]
    public async Task OpenSSL_decrypts_the_package(string cipher, string transport, string pfx, string encryption, string mac)
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario + $"wireserver: {{keyTransport: {transport}, pfx: {pfx}}}\n");
        var directory = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var (message, key, certificate, plain) = (Path.Combine(directory, "m.der"), Path.Combine(directory, "k.pem"), Path.Combine(directory, "c.pem"), Path.Combine(directory, "p.pfx"));
            File.WriteAllBytes(message, await Envelope(platform, cipher));
            File.WriteAllText(key, _key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(certificate, _transport.ExportCertificatePem());

            Tools.Run("openssl", "openssl", "", "cms", "-decrypt", "-inform", "DER", "-in", message, "-inkey", key, "-recip", certificate, "-out", plain);
            var text = Tools.Run("openssl", "openssl", "", "pkcs12", "-legacy", "-nodes", "-info", "-password", "pass:", "-in", plain);

            Assert.Contains(encryption, text);
            Assert.Contains(mac, text);
            Assert.Equal(3, text.Split("-----BEGIN CERTIFICATE-----").Length - 1);
            Assert.Equal(2, text.Split("-----BEGIN PRIVATE KEY-----").Length - 1);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Delivers_a_given_certificate_unchanged()
    {
        var pem = _transport.ExportCertificatePem() + "\n" + _key.ExportPkcs8PrivateKeyPem();
        await using var platform = await RunningPlatform.StartAsync("certificates:\n  - name: mine\n    pem: |\n      " + pem.Replace("\n", "\n      ", StringComparison.Ordinal) + "\n");

        var cms = new EnvelopedCms();
        cms.Decode(await Envelope(platform, "AES128_CBC"));
        cms.Decrypt([_transport]);

        var certificate = Assert.Single(X509CertificateLoader.LoadPkcs12Collection(cms.ContentInfo.Content, ""));
        Assert.Equal(_transport.Thumbprint, certificate.Thumbprint);
        using var key = certificate.GetRSAPrivateKey()!;
        Assert.Equal(_key.ExportRSAPrivateKey(), key.ExportRSAPrivateKey());
    }

    [Fact]
    public async Task Metadata_contains_the_certificate_for_a_key_given_as_a_certificate()
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario);

        using var answer = await platform.GetImds("/metadata/instance/compute/publicKeys/0/keyData?api-version=2021-08-01&format=text");

        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("x-ms-cipher-name", "AES256_GCM", null)]
    [InlineData("x-ms-guest-agent-public-x509-cert", "AES128_CBC", "")]
    [InlineData("x-ms-guest-agent-public-x509-cert", "AES128_CBC", "%%%")]
    [InlineData("x-ms-guest-agent-public-x509-cert", "AES128_CBC", "AAAA")]
    public async Task Rejects_invalid_requests(string rule, string cipher, string? certificate)
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario);

        using var answer = await Ask(platform, cipher, certificate);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([rule], platform.Rules(1));
        Assert.Equal("wireserver.certificates", platform.LogLines()[1]["operation"]!.ToString());
    }

    [Fact]
    public async Task Rejects_a_transport_key_that_is_not_RSA()
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=x", ec, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        using var answer = await Ask(platform, "", Convert.ToBase64String(certificate.RawData));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Reports_a_transport_certificate_without_a_key_identifier()
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario);
        using var certificate = new CertificateRequest("CN=x", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        using var answer = await Ask(platform, "", Convert.ToBase64String(certificate.RawData));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["x-ms-guest-agent-public-x509-cert"], platform.Rules(1));
    }

    [Theory]
    [InlineData("incarnation=1", "incarnation=2")]
    [InlineData("/machine/", "/machine/x")]
    [InlineData("._vm1", "._vm2")]
    public async Task Link_from_another_goal_state_is_gone(string from, string to)
    {
        await using var platform = await RunningPlatform.StartAsync(Scenario);

        using var answer = await platform.GetWire((await Link(platform)).Replace(from, to, StringComparison.Ordinal), ("x-ms-guest-agent-public-x509-cert", "x"));

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Equal(["goal-state-link"], platform.Rules(1));
    }
}
