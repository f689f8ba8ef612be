using System.Text;
using Daybreak.Core;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests.WireServer;

public class CertificateFileTests
{
    [Theory]
    [InlineData("<CertificateFile><Version>2010-12-15</Version><Incarnation>2</Incarnation><Format>Pkcs7BlobWithPfxContents</Format><Data>QUJD\r\n  RA==\n</Data></CertificateFile>", "Pkcs7BlobWithPfxContents", "QUJDRA==")]
    [InlineData("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?><CertificateFile><Data><![CDATA[QUJD]]></Data></CertificateFile>", null, "QUJD")]
    [InlineData("<CertificateFile><Data>QU<!-- x -->JD</Data></CertificateFile>", null, "QUJD")]
    [InlineData("<CertificateFile><Data/></CertificateFile>", null, null)]
    [InlineData("<CertificateFile><Data>  \n </Data></CertificateFile>", null, null)]
    [InlineData("<CertificateFile/>", null, null)]
    [InlineData("<html><body>Sign in</body></html>", null, null)]
    public void Reads_an_answer(string xml, string? format, string? data) =>
        Assert.Equal(new CertificateFile(format, data), CertificateFile.Read(Encoding.UTF8.GetBytes(xml)).Value);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<CertificateFile><Data>QUJD")]
    [InlineData("<!DOCTYPE c [<!ENTITY e 'x'>]><CertificateFile><Data>&e;</Data></CertificateFile>")]
    [InlineData("<CertificateFile><Data>&nbsp;</Data></CertificateFile>")]
    public void Rejects_an_answer_that_is_not_XML(string xml) =>
        Assert.Equal((ExitStatus.BadData, "unexpected certificates of the goal state"), CertificateFile.Read(Encoding.UTF8.GetBytes(xml)).Failure is { } failure ? (failure.Exit, failure.Reason) : default);

    [Fact]
    public void Rejects_a_deep_or_large_document()
    {
        Assert.NotNull(CertificateFile.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 10_000)))).Failure);
        Assert.NotNull(CertificateFile.Read(Encoding.UTF8.GetBytes($"<CertificateFile><Data>{new string('A', 9 << 20)}</Data></CertificateFile>")).Failure);
    }
}
