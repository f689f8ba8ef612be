using System.Diagnostics;
using System.Text;
using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Tests.Ssh;

public sealed class PublicKeyTests : IDisposable
{
    private const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR";
    private readonly string directory = Directory.CreateTempSubdirectory("daybreak-keys-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("ed25519", "256")]
    [InlineData("rsa", "1024")]
    [InlineData("rsa", "3072")]
    [InlineData("ecdsa", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("ecdsa", "521")]
    public void Accepts_keys_and_certificates_of_ssh_keygen_but_no_truncated_ones(string type, string bits)
    {
        string key = Path.Combine(directory, "key"), authority = Path.Combine(directory, "ca");
        Run("-q", "-t", type, "-b", bits, "-N", "", "-C", "a comment with blanks", "-f", key);
        Run("-q", "-t", "ed25519", "-N", "", "-f", authority);
        Run("-q", "-s", authority, "-I", "id", "-n", "alice,bob", "-V", "+1d", key + ".pub");
        foreach (string file in (string[])[key + ".pub", key + "-cert.pub"])
        {
            string line = File.ReadAllText(file).TrimEnd('\n');
            var (parsed, failure) = PublicKey.Parse(line);
            Assert.Null(failure?.Message);
            Assert.Equal(line, parsed!.Line);
            Assert.Equal(parsed.Blob, PublicKey.Parse($"restrict,command=\"a \\\"b\\\", c\"\t {line}").Value?.Blob);

            string[] words = line.Split(' ');
            byte[] blob = Convert.FromBase64String(words[1]);
            for (int length = 0; length < blob.Length; length++)
                Assert.True(PublicKey.Parse($"{words[0]} {Convert.ToBase64String(blob, 0, length)}").Value is null, $"{length} of {blob.Length} bytes");
            Assert.True(PublicKey.Parse($"{words[0]} {Convert.ToBase64String([.. blob, 0])}").Value is null);
        }
    }

    [Theory]
    [InlineData("sk-ssh-ed25519@openssh.com", "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKRAAAABHNzaDo=")]
    public void Accepts_keys_of_security_tokens(string type, string blob) => Assert.NotNull(PublicKey.Parse($"{type} {blob} token").Value);

    [Fact]
    public void Accepts_an_ecdsa_key_of_a_security_token()
    {
        byte[] blob = [.. Field("sk-ecdsa-sha2-nistp256@openssh.com"), .. Field("nistp256"), 0, 0, 0, 65, 4, .. new byte[64], .. Field("ssh:")];
        Assert.NotNull(PublicKey.Parse("sk-ecdsa-sha2-nistp256@openssh.com " + Convert.ToBase64String(blob)).Value);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hello world", "begins with \"hello\", which is not a key type of OpenSSH")]
    [InlineData("ssh-ed25519", "but no key")]
    [InlineData("ssh-ed25519 !!!!", "that is not base64")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR", "has the type ssh-rsa, but its base64 contains ssh-ed25519")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAH83h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkI=", "with 31 bytes; expected 32")]
    [InlineData("ssh-dss AAAAB3NzaC1kc3M=", "is a DSA key, which sshd refuses since OpenSSH 7.0")]
    [InlineData("-----BEGIN PUBLIC KEY-----", "is in PEM or RFC 4716 format")]
    [InlineData("---- BEGIN SSH2 PUBLIC KEY ----", "is in PEM or RFC 4716 format")]
    [InlineData("command=\"ls " + Ed25519, "an unclosed quotation mark")]
    [InlineData("shell=\"x\" " + Ed25519, "has the option shell=, which sshd does not know")]
    [InlineData("no-pty=\"x\" " + Ed25519, "has the option no-pty=, which sshd does not know")]
    [InlineData("command " + Ed25519, "has the option command, which sshd does not know")]
    [InlineData("command=ls " + Ed25519, "has the option command without a value in quotation marks")]
    [InlineData("from=\"a\"b " + Ed25519, "has unexpected text after the value of the option from")]
    [InlineData("no-pty, " + Ed25519, "has options that end with a comma")]
    [InlineData(Ed25519 + " \u001b[2J", "contains the control character U+001B")]
    [InlineData("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAzODQAAABhBA==", "with another curve")]
    public void Rejects_lines_that_sshd_would_not_accept(string line, string why)
    {
        Assert.Contains(why, MessageRules.CheckPart(PublicKey.Parse(line).Failure?.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_weak_and_oversized_keys()
    {
        byte[] small = [.. Field("ssh-rsa"), 0, 0, 0, 3, 1, 0, 1, 0, 0, 0, 97, 0, 0xc1, .. Enumerable.Repeat((byte)0xff, 95)];
        string? refusal = PublicKey.Parse("ssh-rsa " + Convert.ToBase64String(small)).Failure?.Message;
        Assert.Equal("is an RSA key of 768 bits; sshd accepts 1024 to 16384", refusal);
        refusal = PublicKey.Parse(Ed25519 + " " + new string('x', PublicKey.Limit)).Failure?.Message;
        Assert.Contains("a key has at most 16384", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Handles_arbitrary_text()
    {
        var random = new Random(4);
        const string characters = "ssh-edAB=,\"\\ \t#0+/\u00e9\0";
        for (int i = 0; i < 50_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => characters[random.Next(characters.Length)]));
            var (key, failure) = PublicKey.Parse(random.Next(2) == 0 ? text : $"{text} {Ed25519[..random.Next(Ed25519.Length)]}");
            Assert.True(key is null != failure is null);
            _ = PublicKeyText.Lines(text.Replace('#', '\n'));
        }
    }

    private static byte[] Field(string text) => [0, 0, 0, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
