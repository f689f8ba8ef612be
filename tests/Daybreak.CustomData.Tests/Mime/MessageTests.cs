using System.IO.Compression;
using System.Text;
using Daybreak.CustomData.Tests.Unpack;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.Tests.Mime;

public class MessageTests
{
    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n")]
    [InlineData("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n")]
    public void A_message_that_begins_with_a_byte_order_mark_keeps_its_parts(string headers)
    {
        string text = $"\ufeff{headers}\n--x\n\n\ufeff#cloud-config\nruncmd: [a]\n--x\n\n\ufeff#!/bin/sh\n--x--\n";
        foreach (string ends in (string[])["\n", "\r\n"])
        {
            var unpacked = Unpacker.Unpack(Encoding.UTF8.GetBytes(text.Replace("\n", ends, StringComparison.Ordinal)));
            Assert.Empty(unpacked.Findings);
            Assert.Equal([ContentKind.CloudConfig, ContentKind.Script], unpacked.Parts.Select(part => part.Kind));
        }
    }

    [Fact]
    public void Splits_a_message_into_its_parts()
    {
        byte[] gzip = Packed.Gzip("#!/bin/sh\necho packed\n"u8.ToArray(), CompressionLevel.Fastest);
        string text = $"""
            Content-Type: multipart/mixed; boundary="=== a ==="
            MIME-Version: 1.0

            preamble
            --=== a ===
            Content-Type: text/cloud-config; charset="us-ascii"
            MIME-Version: 1.0
            Content-Transfer-Encoding: 7bit
            Content-Disposition: attachment; filename="first.cfg"

            #cloud-config
            packages: [a]

            --=== a ===
            Content-Type: text/x-shellscript
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment;
             filename="second.sh"

            {Convert.ToBase64String("#!/bin/sh\necho hi\n"u8)}
            --=== a ===
            Content-Type: text/plain
            Content-Transfer-Encoding: quoted-printable

            #!/bin/sh
            echo =41 =
            joined
            --=== a ===
            Content-Type: multipart/mixed; boundary=inner

            --inner
            Content-Type: application/gzip
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(gzip)}
            --inner--
            --=== a ===
            Content-Type: application/x-Secret+Sauce

            whatever
            --=== a ===--
            epilogue
            """;
        foreach (string ends in (string[])["\n", "\r\n"])
        {
            var unpacked = Unpacker.Unpack(Encoding.UTF8.GetBytes(text.Replace("\n", ends, StringComparison.Ordinal)));
            Assert.Empty(unpacked.Findings);
            Assert.Equal(
                ["part 1 (cloud-config first.cfg)", "part 2 (x-shellscript second.sh)", "part 3 (x-shellscript)", "part 4 (x-shellscript)", "part 5 (application-x-secret+sauce)"],
                unpacked.Parts.Select(part => part.Title));
            Assert.Equal("#!/bin/sh\necho hi\n", Encoding.UTF8.GetString(unpacked.Parts[1].Content));
            Assert.Equal("#!/bin/sh\necho A joined", Encoding.UTF8.GetString(unpacked.Parts[2].Content).Replace("\r\n", "\n", StringComparison.Ordinal));
            Assert.Equal("whatever", Encoding.UTF8.GetString(unpacked.Parts[4].Content));
        }
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\n\n--x\n\n#!/bin/sh\n--x--\n", "has no boundary")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\nno boundary\n", "does not contain its boundary x")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x\n\n#!/bin/sh\n", "ends without --x--")]
    [InlineData("MIME-Version: 1.0\nnonsense\n\n", "no colon")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!\n", "the part is not base64")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n!!!\n", "unknown Content-Transfer-Encoding")]
    public void Names_what_is_wrong_with_a_message(string text, string sentence) => Assert.Contains(sentence, Assert.Single(Unpacker.Unpack(Encoding.UTF8.GetBytes(text)).Findings).Sentence, StringComparison.Ordinal);
}
