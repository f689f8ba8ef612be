using System.Text.Json;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests.OpenSsh;

/// <summary>Passes the program's output to the programs that read it.</summary>
public sealed class KeyFormTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("rsa", "2048", "ssh-rsa", "2048", "(RSA)")]
    [InlineData("rsa", "3072", "ssh-rsa", "3072", "(RSA)")]
    [InlineData("rsa", "4096", "ssh-rsa", "4096", "(RSA)")]
    [InlineData("ec", "P-256", "ecdsa-sha2-nistp256", "256", "(ECDSA)")]
    [InlineData("ec", "P-384", "ecdsa-sha2-nistp384", "384", "(ECDSA)")]
    [InlineData("ec", "P-521", "ecdsa-sha2-nistp521", "521", "(ECDSA)")]
    public void Ssh_keygen_reads_public_and_private_key(string family, string size, string type, string bits, string name)
    {
        if (family == "rsa") _workshop.MakeCertificate("one", "/CN=one", "-newkey", "rsa:" + size);
        else _workshop.MakeEllipticCertificate("one", "/CN=one", size);
        var answer = Conversation.Ask(_workshop.Envelop(_workshop.MakePfx("one"), Conversation.Key.Certificate, "-keyid", "-aes128"));

        var certificate = Assert.Single(Conversation.Certificates(answer));
        Assert.Equal(_workshop.Thumbprint("one"), certificate.GetProperty("thumbprint").GetString());
        Assert.True(certificate.GetProperty("hasPrivateKey").GetBoolean());
        var publicKey = certificate.GetProperty("openSshPublicKey").GetString()!;
        Assert.StartsWith(type + " ", publicKey);

        Write("id", certificate.GetProperty("privateKey"));
        Assert.Equal(publicKey, Tool.Run(_workshop.Directory, "ssh-keygen", "-y", "-P", "", "-f", "id").Trim());

        File.WriteAllText(_workshop.PathOf("id.pub"), publicKey + "\n");
        var listed = Tool.Run(_workshop.Directory, "ssh-keygen", "-l", "-f", "id.pub");
        Assert.StartsWith(bits + " SHA256:", listed);
        Assert.EndsWith(name, listed.Trim());
    }

    [Fact]
    public void Openssl_accepts_the_private_key()
    {
        _workshop.MakeCertificate("one", "/CN=one");
        var answer = Conversation.Ask(_workshop.Envelop(_workshop.MakePfx("one"), Conversation.Key.Certificate, "-keyid", "-des3"));

        Write("key.pem", Assert.Single(Conversation.Certificates(answer)).GetProperty("privateKey"));
        Assert.Contains("Key is valid", _workshop.OpenSsl("pkey", "-in", "key.pem", "-check", "-noout"));
        Assert.Equal(File.ReadAllText(_workshop.PathOf("one.key")), File.ReadAllText(_workshop.PathOf("key.pem")));
    }

    private void Write(string name, JsonElement text)
    {
        File.WriteAllText(_workshop.PathOf(name), text.GetString());
        File.SetUnixFileMode(_workshop.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
