using System.Text;
using Daybreak.CustomData.Unpack;

namespace Daybreak.CustomData.Tests.Unpack;

public class RecognitionTests
{
    [Theory]
    [InlineData("#!/bin/sh\n", ContentKind.Script)]
    [InlineData("\n\n#!/bin/sh\n", ContentKind.Script)]
    [InlineData("#cloud-config\na: 1\n", ContentKind.CloudConfig)]
    [InlineData("#cloud-config-archive\n", ContentKind.CloudConfigArchive)]
    [InlineData("#cloud-config-jsonp\n", ContentKind.CloudConfigPatch)]
    [InlineData("#cloud-boothook\n#!/bin/sh\n", ContentKind.BootHook)]
    [InlineData("#include\nhttps://example.com/\n", ContentKind.Include)]
    [InlineData("#include-once\n", ContentKind.Include)]
    [InlineData("#part-handler\n", ContentKind.PartHandler)]
    [InlineData("## template: jinja\n#cloud-config\n", ContentKind.Jinja)]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x--\n", ContentKind.Multipart)]
    [InlineData("MIME-Version: 1.0\n", ContentKind.Multipart)]
    [InlineData("{\"ignition\": {\"version\": \"3.4.0\"}}", ContentKind.Ignition)]
    [InlineData("{\"ignition\": ", ContentKind.Other)]
    [InlineData("{\"a\": 1}", ContentKind.Other)]
    [InlineData("hello", ContentKind.Other)]
    [InlineData("", ContentKind.Empty)]
    [InlineData(" \n ", ContentKind.Empty)]
    public void Recognizes_data_by_its_content(string text, ContentKind kind) => Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("#!/bin/sh\n", ContentKind.Script)]
    [InlineData("#cloud-config\na: 1\n", ContentKind.CloudConfig)]
    [InlineData("#cloud-boothook\n#!/bin/sh\n", ContentKind.BootHook)]
    [InlineData("#include\nhttps://example.com/\n", ContentKind.Include)]
    [InlineData("## template: jinja\n#cloud-config\n", ContentKind.Jinja)]
    [InlineData("{\"ignition\": {\"version\": \"3.4.0\"}}", ContentKind.Ignition)]
    [InlineData("", ContentKind.Empty)]
    public void A_byte_order_mark_and_line_ends_of_Windows_do_not_change_the_kind(string text, ContentKind kind)
    {
        Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes("\ufeff" + text)));
        Assert.Equal(kind, Recognition.Of(Encoding.UTF8.GetBytes("\ufeff" + text.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }
}
