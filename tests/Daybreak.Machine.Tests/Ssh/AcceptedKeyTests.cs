using System.Buffers.Binary;
using System.Text;
using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Tests.Ssh;

/// <summary>The boundaries between a key that sshd accepts and one that it ignores.</summary>
public class AcceptedKeyTests
{
    private const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR";

    [Theory]
    [InlineData(1023, "is an RSA key of 1023 bits; sshd accepts 1024 to 16384")]
    [InlineData(1024, null)]
    [InlineData(1025, null)]
    [InlineData(16384, null)]
    [InlineData(16385, "is an RSA key of 16385 bits; sshd accepts 1024 to 16384")]
    public void Accepts_RSA_keys_of_1024_to_16384_bits(int bits, string? why) => Assert.Equal(why, Refusal("ssh-rsa", Field([1, 0, 1]), Field(Number(bits))));

    [Theory]
    [InlineData(new byte[] { 3 }, true)]
    [InlineData(new byte[] { 0, 0x81 }, true)]
    [InlineData(new byte[] { 0x81 }, false)]
    [InlineData(new byte[] { 1 }, false)]
    [InlineData(new byte[] { 4 }, false)]
    [InlineData(new byte[] { 0 }, false)]
    [InlineData(new byte[] { }, false)]
    public void Accepts_only_a_positive_odd_exponent_above_1(byte[] exponent, bool accepted) =>
        Assert.Equal(accepted ? null : "has a key of type ssh-rsa with invalid numbers", Refusal("ssh-rsa", Field(exponent), Field(Number(2048))));

    [Fact]
    public void Accepts_only_a_positive_odd_modulus()
    {
        byte[] even = Number(2048), negative = Number(2048)[1..];
        even[^1] = 0xfe;
        Assert.Equal("has a key of type ssh-rsa with invalid numbers", Refusal("ssh-rsa", Field([3]), Field(even)));
        Assert.Equal("has a key of type ssh-rsa with invalid numbers", Refusal("ssh-rsa", Field([3]), Field(negative)));
    }

    [Theory]
    [InlineData("ecdsa-sha2-nistp256", "nistp256", 65)]
    [InlineData("ecdsa-sha2-nistp384", "nistp384", 97)]
    [InlineData("ecdsa-sha2-nistp521", "nistp521", 133)]
    public void Accepts_only_an_uncompressed_point_of_the_curve(string type, string curve, int length)
    {
        string why = $"has a key of type {type} without an uncompressed point of {length} bytes";
        byte[] point = [4, .. new byte[length - 1]], compressed = [2, .. new byte[length - 1]];
        Assert.Null(Refusal(type, Field(curve), Field(point)));
        Assert.Equal(why, Refusal(type, Field(curve), Field(compressed)));
        Assert.Equal(why, Refusal(type, Field(curve), Field(point[..^1])));
        Assert.Equal(why, Refusal(type, Field(curve), Field([.. point, 0])));
        Assert.Equal($"has a key of type {type} with 2 extra bytes", Refusal(type, Field(curve), Field(point), [0, 0]));
    }

    [Fact]
    public void A_key_of_a_security_token_needs_the_name_of_its_application()
    {
        const string type = "sk-ssh-ed25519@openssh.com";
        Assert.Null(Refusal(type, Field(new byte[32]), Field("ssh:")));
        Assert.Equal($"has a key of type {type} that is truncated", Refusal(type, Field(new byte[32]), Field("")));
        Assert.Equal($"has a key of type {type} that is truncated", Refusal(type, Field(new byte[32])));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "has a certificate of type ssh-ed25519-cert-v01@openssh.com that is not a user certificate")]
    public void Accepts_user_certificates_but_no_host_certificates(byte kind, string? why)
    {
        byte[] rest = [.. Field("id"), .. Field("alice"), .. new byte[16], .. Field(""), .. Field(""), .. Field(""), .. Field("authority"), .. Field("signature")];
        Assert.Equal(why, Refusal("ssh-ed25519-cert-v01@openssh.com", Field("nonce"), Field(new byte[32]), new byte[8], [0, 0, 0, kind], rest));
    }

    [Fact]
    public void Accepts_a_line_of_at_most_16384_characters()
    {
        string longest = Ed25519 + " " + new string('x', PublicKey.Limit - Ed25519.Length - 1);
        Assert.Equal(longest, PublicKey.Parse($"  {longest}\t").Value?.Line);
        Assert.Equal("has 16385 characters; a key has at most 16384", PublicKey.Parse(longest + "x").Failure?.Message);
    }

    [Fact]
    public void A_key_without_content_is_not_accepted()
    {
        Assert.Equal("has a key of type ssh-ed25519 that is truncated", PublicKey.Parse("ssh-ed25519 AAAA").Failure?.Message);
        Assert.Equal("has the type ssh-ed25519, but its base64 contains something else", PublicKey.Parse("ssh-ed25519 AAAAAA==").Failure?.Message);
        Assert.Equal("has the type ssh-ed25519 but no key", PublicKey.Parse("restrict ssh-ed25519 ").Failure?.Message);
    }

    [Theory]
    [InlineData("agent-forwarding")]
    [InlineData("cert-authority,no-agent-forwarding,no-port-forwarding,no-pty")]
    [InlineData("no-touch-required,no-user-rc,no-x11-forwarding,port-forwarding,pty")]
    [InlineData("restrict,user-rc,verify-required,x11-forwarding")]
    [InlineData("No-PTY,FROM=\"10.0.0.0/8,!10.0.0.1\"")]
    [InlineData("command=\"echo \\\"a, b\\\" c\",no-pty")]
    [InlineData("command=\"\"")]
    [InlineData("environment=\"A=b\",expiry-time=\"20300101\",permitlisten=\"8080\",permitopen=\"host:80\",principals=\"a,b\",tunnel=\"0\"")]
    public void Accepts_every_option_of_sshd(string options) => Assert.Equal($"{options} {Ed25519}", PublicKey.Parse($"{options} {Ed25519}").Value?.Line);

    [Theory]
    [InlineData("restrict,,no-pty", "has the option , which sshd does not know, so sshd would ignore the key")]
    [InlineData("restrict=", "has the option restrict without a value in quotation marks")]
    [InlineData("restrict=\"\"", "has the option restrict=, which sshd does not know, so sshd would ignore the key")]
    [InlineData("from=a\"b\"", "has the option from without a value in quotation marks")]
    [InlineData("no-pty,oops", "has the option oops, which sshd does not know, so sshd would ignore the key")]
    [InlineData("from=\"a\",", "has options that end with a comma")]
    public void Rejects_options_that_sshd_does_not_accept(string options, string why) => Assert.Equal(why, PublicKey.Parse($"{options} {Ed25519}").Failure?.Message);

    [Fact]
    public void Adds_only_keys_that_the_file_does_not_have()
    {
        var key = PublicKey.Parse(Ed25519 + " alice").Value!;
        string other = "ecdsa-sha2-nistp256 " + Convert.ToBase64String([.. Field("ecdsa-sha2-nistp256"), .. Field("nistp256"), .. Field([4, .. new byte[64]])]);

        Assert.Equal((Ed25519 + " alice\n", 1), With("", key, key));
        Assert.Equal(($"# mine\n{other}\n{Ed25519} alice\n", 1), With($"# mine\n{other}", key));
        Assert.Equal(($"# mine\n{Ed25519} alice\n", 1), With("# mine\n", key));
        // A key is the same with options, with another comment and with a line end of Windows.
        foreach (string line in (string[])[$"restrict {Ed25519} bob", $"{Ed25519}\r", $"{Ed25519}\r\n{other}\r\n"]) Assert.Equal((line, 0), With(line, key));
        // sshd ignores a key in a comment, so it counts as missing.
        Assert.Equal(($"#{Ed25519}\n{Ed25519} alice\n", 1), With($"#{Ed25519}\n", key));
    }

    [Theory]
    [InlineData("180", 180L)]
    [InlineData("3m", 180L)]
    [InlineData("1h30m", 5400L)]
    [InlineData("1W2D3H4M5S", 604800L + 172800 + 10800 + 240 + 5)]
    [InlineData("1m30", 90L)]
    [InlineData("2147483647", 2147483647L)]
    [InlineData("2147483648", null)]
    [InlineData("3551w", null)]
    [InlineData("", null)]
    [InlineData("m", null)]
    [InlineData("3mm", null)]
    [InlineData("-3", null)]
    [InlineData("3 m", null)]
    public void Reads_times_as_sshd_does(string text, long? seconds) => Assert.Equal(seconds, SshdTime.Seconds(text));

    private static (string Text, int Added) With(string present, params PublicKey[] wanted)
    {
        byte[] content = AuthorizedKeys.With(Encoding.UTF8.GetBytes(present), wanted, out int added);
        return (Encoding.UTF8.GetString(content), added);
    }

    private static string? Refusal(string type, params byte[][] fields)
    {
        byte[] blob = [.. Field(type), .. fields.SelectMany(field => field)];
        var (key, failure) = PublicKey.Parse($"{type} {Convert.ToBase64String(blob)}");
        Assert.True(key is null != failure is null);
        return failure?.Message;
    }

    // An odd positive number with this many bits.
    private static byte[] Number(int bits)
    {
        var bytes = new byte[(bits / 8) + 1];
        bytes[^1] = 1;
        bytes[^(((bits - 1) / 8) + 1)] |= (byte)(1 << ((bits - 1) % 8));
        return bytes;
    }

    private static byte[] Field(string text) => Field(Encoding.ASCII.GetBytes(text));

    private static byte[] Field(byte[] content)
    {
        byte[] field = [0, 0, 0, 0, .. content];
        BinaryPrimitives.WriteInt32BigEndian(field, content.Length);
        return field;
    }
}
