using System.Security.Cryptography;
using Daybreak.Certificates.Pfx;

namespace Daybreak.Certificates.Tests.Pfx;

public sealed class Pkcs12KdfTests
{
    // The password is the terminator of an empty string: two zero bytes.
    [Theory]
    [InlineData("SHA1", "0102030405060708", 1, 1, 24)]
    [InlineData("SHA1", "0102030405060708", 2000, 2, 8)]
    [InlineData("SHA1", "0102030405060708090A0B0C0D0E0F1011121314", 2000, 3, 20)]
    [InlineData("SHA256", "0102030405060708", 2048, 3, 32)]
    [InlineData("SHA512", "0102030405060708", 10, 1, 150)]
    public void Derives_what_openssl_derives(string hash, string salt, int iterations, int purpose, int length)
    {
        var expected = Peers.Tool.Run("/", "openssl", "kdf", "-keylen", $"{length}", "-kdfopt", $"digest:{hash}", "-kdfopt", "hexpass:0000", "-kdfopt", $"hexsalt:{salt}", "-kdfopt", $"iter:{iterations}", "-kdfopt", $"id:{purpose}", "PKCS12KDF");

        var derived = new byte[length];
        Pkcs12Kdf.Derive(new HashAlgorithmName(hash), PfxPassword.Empty, Convert.FromHexString(salt), iterations, (Pkcs12Kdf.Purpose)purpose, derived);

        Assert.Equal(expected.Replace(":", "", StringComparison.Ordinal).Trim(), Convert.ToHexString(derived));
    }
}
