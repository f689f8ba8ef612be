using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Daybreak.Simulator.Certificates;

namespace Daybreak.Simulator.Tests.Certificates;

public sealed class CertificateStoreTests
{
    private static readonly Guid Vm = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private static CertificateStore Create(string key, string name = "web", Guid? vm = null, bool withPrivateKey = true) =>
        CertificateStore.Create([new CertificateDescription(name, new CertificateSource.Generated(key), withPrivateKey)], vm ?? Vm);

    [Theory]
    [InlineData("rsa-2048", 2048)]
    [InlineData("rsa-3072", 3072)]
    [InlineData("ec-p256", 256)]
    [InlineData("ec-p384", 384)]
    public void Same_description_gives_the_same_certificate(string key, int bits)
    {
        using var one = Create(key);
        using var other = Create(key);

        var certificate = Assert.Single(one.All);
        Assert.Equal(certificate.RawData, other.All[0].RawData);
        Assert.Equal(40, one.Fingerprint("web").Length);
        Assert.Equal(certificate.Thumbprint, one.Fingerprint("web"));
        Assert.Equal("CN=web", certificate.Subject);
        var signed = "text"u8.ToArray();
        if (key[0] == 'r')
        {
            using var rsa = certificate.GetRSAPrivateKey()!;
            using var check = certificate.GetRSAPublicKey()!;
            Assert.Equal(bits, rsa.KeySize);
            Assert.True(check.VerifyData(signed, rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        }
        else
        {
            using var ec = certificate.GetECDsaPrivateKey()!;
            using var check = certificate.GetECDsaPublicKey()!;
            Assert.Equal(bits, ec.KeySize);
            Assert.True(check.VerifyData(signed, ec.SignData(signed, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
        }
    }

    [Fact]
    public void Different_names_and_VMs_get_different_keys()
    {
        using var one = Create("ec-p256");
        using var otherName = Create("ec-p256", name: "mail");
        using var otherVm = Create("ec-p256", vm: Guid.Empty);

        Assert.Equal(3, new[] { one, otherName, otherVm }.Select(store => store.All[0].GetPublicKeyString()).Distinct().Count());
    }

    [Fact]
    public void Private_key_can_be_omitted()
    {
        using var store = Create("ec-p256", withPrivateKey: false);

        Assert.False(store.All[0].HasPrivateKey);
    }

    [Fact]
    public void OpenSSL_accepts_the_RSA_key()
    {
        using var store = Create("rsa-2048");
        using var key = store.All[0].GetRSAPrivateKey()!;

        Assert.Contains("RSA key ok", Tools.Run("openssl", "openssl", key.ExportRSAPrivateKeyPem(), "rsa", "-check", "-noout"));
    }
}
