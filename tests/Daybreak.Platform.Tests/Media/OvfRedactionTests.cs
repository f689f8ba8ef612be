using System.Text;
using Daybreak.Platform.Media;

namespace Daybreak.Platform.Tests.Media;

public class OvfRedactionTests
{
    [Theory]
    [InlineData("<a><UserPassword>hush</UserPassword></a>", "<a><UserPassword>REDACTED</UserPassword></a>")]
    [InlineData("<a><wa:UserPassword x='>' >hush</wa:UserPassword ></a>", "<a><wa:UserPassword x='>' >REDACTED</wa:UserPassword ></a>")]
    [InlineData("<a><UserPassword><![CDATA[hu</UserPassword>sh]]>hush</UserPassword></a>", "<a><UserPassword>REDACTED</UserPassword></a>")]
    [InlineData("<a><UserPassword>hush<b>hush<c/></b>hush</UserPassword>x</a>", "<a><UserPassword>REDACTED</UserPassword>x</a>")]
    [InlineData("<a><UserPassword/>x<UserPassword /></a>", "<a><UserPassword/>x<UserPassword /></a>")]
    [InlineData("<a><AdminPassword>hush</AdminPassword><CustomData>hush</CustomData><UserData>hush</UserData><dscfg>hush</dscfg></a>",
        "<a><AdminPassword>REDACTED</AdminPassword><CustomData></CustomData><UserData></UserData><dscfg></dscfg></a>")]
    [InlineData("<a><DisableSshPasswordAuthentication>true</DisableSshPasswordAuthentication></a>", "<a><DisableSshPasswordAuthentication>true</DisableSshPasswordAuthentication></a>")]
    [InlineData("\ufeff<?xml version=\"1.0\"?>\n<a><!-- <UserPassword>hush</UserPassword> --><b>x &amp; y</b><?hush?></a>\n\0", "<a><b>x &amp; y</b></a>")]
    [InlineData("<a><b><![CDATA[<UserPassword>kept</UserPassword>]]></b></a>", "<a><b><![CDATA[<UserPassword>kept</UserPassword>]]></b></a>")]
    [InlineData("no xml", "")]
    [InlineData("", "")]
    public void Removes_the_secrets_and_keeps_the_rest(string document, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(OvfRedaction.Redact(Encoding.UTF8.GetBytes(document)).Span));

    [Fact]
    public void Returns_no_copy_if_the_encoding_is_not_a_superset_of_ASCII() =>
        Assert.True(OvfRedaction.Redact(Encoding.Unicode.GetBytes("<a><UserPassword>hush</UserPassword></a>")).IsEmpty);

    [Fact]
    public void The_copy_has_the_same_content_without_the_secrets()
    {
        byte[] document = Ovf.Bytes(Ovf.With("<UserPassword>hush &amp; hush</UserPassword><CustomData>aHVzaA==</CustomData><DisableSshPasswordAuthentication>false</DisableSshPasswordAuthentication>"));
        var read = OvfDocument.Read(document, "media").Value!;
        var copy = OvfDocument.Read(read.Redacted.ToArray(), "copy").Value!;
        Assert.Equal("REDACTED", Encoding.UTF8.GetString(copy.UserPassword!.Reveal()));
        Assert.Null(copy.CustomData);
        Assert.Equal((read.HostName, read.UserName, "false", read.ProvisionGuestAgent), (copy.HostName, copy.UserName, copy.DisableSshPasswordAuthentication, copy.ProvisionGuestAgent));
        Assert.DoesNotContain("hush", Encoding.UTF8.GetString(read.Redacted.Span), StringComparison.Ordinal);
    }
}
