using System.Text;
using Daybreak.Simulator.Page;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Page;

public sealed class MaskTests
{
    private const string Password = "pa<ss>&\"word'1";
    private const string UserData = "user-data-öäü ünd more";
    private static readonly string UserDataBase64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(UserData));

    private readonly Mask _mask = new(new Scenario(
        new VirtualMachine { Password = Password, UserData = UserDataBase64, CustomData = Convert.ToBase64String("#cloud-config\nkeys: {a: b}\n"u8) },
        new ImdsSettings(), [], new(), []));

    [Theory]
    [InlineData(Password)]
    [InlineData("say pa<ss>&\"word'1 aloud")]
    [InlineData("pa&lt;ss&gt;&amp;\"word'1")]
    [InlineData("pa&lt;ss&gt;&amp;&quot;word&#39;1")]
    [InlineData("pa<ss>&\\\"word'1")]
    [InlineData("pa\\u003Css\\u003E\\u0026\\u0022word\\u00271")]
    [InlineData("?x=pa%3Css%3E%26%22word%271")]
    [InlineData("#cloud-config\nkeys: {a: b}")]
    [InlineData(UserData)]
    public void Masks_a_secret_in_every_encoding(string text)
    {
        var masked = _mask.Text(text);

        Assert.Contains(Mask.Placeholder, masked);
        Assert.DoesNotContain("word", masked);
        Assert.DoesNotContain("keys", masked);
        Assert.DoesNotContain("more", masked);
    }

    [Theory]
    [InlineData("""{"userData":"b3RoZXI="}""", """{"userData":"••••••"}""")]
    [InlineData("""{"adminPassword" : "a\"b", "user": "me"}""", """{"adminPassword" : "••••••", "user": "me"}""")]
    [InlineData("{\"customData\":\"cut in the mid", "{\"customData\":\"••••••\"")]
    [InlineData("""{"customData":""}""", """{"customData":""}""")]
    [InlineData("<wa:UserPassword>other</wa:UserPassword>", "<wa:UserPassword>••••••</wa:UserPassword>")]
    [InlineData("<ns1:CustomData>b3RoZ", "<ns1:CustomData>••••••")]
    [InlineData("<CertificateFile><Format>x</Format><Data>MIIB\nAAA=</Data></CertificateFile>", "<CertificateFile><Format>x</Format><Data>••••••</Data></CertificateFile>")]
    [InlineData("a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b", "a •••••• b")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nMII", "••••••")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nMII")]
    [InlineData("""{"disablePasswordAuthentication":true}""", """{"disablePasswordAuthentication":true}""")]
    public void Masks_places_of_secrets_regardless_of_the_value(string text, string expected) => Assert.Equal(expected, _mask.Text(text));

    [Fact]
    public void Masks_a_truncated_secret()
    {
        Assert.Equal("it is " + Mask.Placeholder, _mask.Text("it is " + UserDataBase64[..10], cut: true));
        Assert.Equal("it is " + UserDataBase64[..10], _mask.Text("it is " + UserDataBase64[..10]));
    }

    [Theory]
    [InlineData("/metadata/instance/compute/userData?api-version=2021-01-01&format=text")]
    [InlineData("/metadata/instance/compute/customData?format=text")]
    public void Masks_a_secret_leaf_completely(string target) => Assert.Equal(Mask.Placeholder, _mask.Body(target, "b3RoZXI=", cut: false));

    [Fact]
    public void Ignores_short_values()
    {
        var mask = new Mask(new Scenario(new VirtualMachine { Password = "a" }, new ImdsSettings(), [], new(), []));
        Assert.Equal("a banana", mask.Text("a banana"));
    }
}
