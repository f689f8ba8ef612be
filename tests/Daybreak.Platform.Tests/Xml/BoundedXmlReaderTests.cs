using System.Text;
using Daybreak.Platform.Xml;

namespace Daybreak.Platform.Tests.Xml;

/// <summary>The messages for rejected documents, the limits, and the wiping of buffers. <see cref="XmlCorpusTests"/> has the accepted documents.</summary>
public sealed class BoundedXmlReaderTests
{
    [Theory]
    [InlineData("", "line 1, column 1: invalid XML: expected an element")]
    [InlineData("\n\nx", "line 3, column 1: invalid XML: expected an element")]
    [InlineData("<a/>\r\n x", "line 2, column 2: invalid XML: expected nothing after the root element")]
    [InlineData("<a/>\r\n <b/>", "line 2, column 3: invalid XML: expected only one root element")]
    [InlineData("<a>\r\n\r<b>\n", "line 4, column 1: invalid XML: unexpected end of the document")]
    [InlineData("<a>\n<b></a>", "line 2, column 6: invalid XML: expected the end tag of the open element")]
    [InlineData("<a></b>", "line 1, column 6: invalid XML: expected the end tag of the open element")]
    [InlineData("</a>", "line 1, column 3: invalid XML: unexpected end tag")]
    [InlineData("<1/>", "line 1, column 2: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a:/>", "line 1, column 4: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a><语:b/></a>", "line 1, column 5: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<语 语 =1/>", "line 1, column 7: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a b='1'c=''/>", "line 1, column 9: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a b='1' b='2'/>", "line 1, column 10: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a xmlns:p='u' xmlns:p='v'/>", "line 1, column 16: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "line 1, column 35: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a b='<'/>", "line 1, column 7: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<a b='", "line 1, column 7: invalid XML: unexpected end of the document")]
    [InlineData("<a>\n]]></a>", "line 2, column 1: invalid XML: invalid character in text")]
    [InlineData("<a>\n &nbsp;</a>", "line 2, column 3: invalid XML: expected one of &amp; &lt; &gt; &quot; &apos; or a character number")]
    [InlineData("<a>&amp</a>", "line 1, column 8: invalid XML: expected one of &amp; &lt; &gt; &quot; &apos; or a character number")]
    [InlineData("<a>&#xd800;</a>", "line 1, column 7: invalid XML: expected one of &amp; &lt; &gt; &quot; &apos; or a character number")]
    [InlineData("<a>\u0001</a>", "line 1, column 4: invalid XML: invalid character in text")]
    [InlineData("<!-- a -- b --><a/>", "line 1, column 8: invalid XML: expected a comment without --")]
    [InlineData("<a><!-- \n", "line 1, column 8: invalid XML: unexpected end of the document")]
    [InlineData("<a><![CDATA[ \n]]", "line 2, column 1: invalid XML: unexpected end of the document")]
    [InlineData(" <?xml version='1.0'?><a/>", "line 1, column 4: invalid XML: expected a processing instruction, or the XML declaration at the beginning")]
    [InlineData("<?xml version='1.1'?><a/>", "line 1, column 16: invalid XML: expected a processing instruction, or the XML declaration at the beginning")]
    [InlineData("<!-- x -->\n<!DOCTYPE a>", "line 2, column 1: document type definitions are not allowed")]
    public void Rejects_an_invalid_document_with_line_and_column(string document, string expected)
    {
        Assert.Null(Events.Of(Encoding.UTF8.GetBytes(document), out string? fault));
        Assert.Equal(expected, fault);
        Assert.Null(Events.Of([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(document)], out _));
    }

    [Fact]
    public void Rejects_invalid_UTF_8_and_UTF_16_with_line_and_column()
    {
        Assert.Null(Events.Of([.. "<a>\n\u00e9"u8, 0xc3, 0x28, .. "</a>"u8], out string? fault));
        Assert.Equal("line 2, column 2: invalid XML: invalid UTF-8", fault);
        Assert.Null(Events.Of([0xff, 0xfe, .. Encoding.Unicode.GetBytes("<a>\n\u00e9"), 0x00, 0xd8, .. Encoding.Unicode.GetBytes("</a>")], out fault));
        Assert.Equal("line 2, column 2: invalid XML: invalid UTF-16", fault);
        Assert.Null(Events.Of([0xff, 0xfe, .. Encoding.Unicode.GetBytes("<a/>"), 0x20], out fault));
        Assert.Equal("line 1, column 5: invalid XML: invalid UTF-16", fault);
    }

    [Fact]
    public void Accepts_a_document_at_a_limit_and_rejects_one_beyond_it()
    {
        Assert.NotNull(Events.Of(Nested(BoundedXmlReader.DepthLimit), out _));
        Assert.Null(Events.Of(Nested(BoundedXmlReader.DepthLimit + 1), out string? fault));
        Assert.Equal("line 1, column 97: more than 32 levels of elements", fault);

        Assert.NotNull(Events.Of(Many("<a>", "<b/>", BoundedXmlReader.ElementLimit - 1, "</a>"), out _));
        Assert.Null(Events.Of(Many("<a>", "<b/>", BoundedXmlReader.ElementLimit, "</a>"), out fault));
        Assert.EndsWith(": more than 4096 elements", fault, StringComparison.Ordinal);

        Assert.NotNull(Events.Of(Many("<a", " b{0}=''", XmlSource.AttributeLimit, "/>"), out _));
        Assert.Null(Events.Of(Many("<a", " b{0}=''", XmlSource.AttributeLimit + 1, "/>"), out fault));
        Assert.EndsWith(": more than 64 attributes", fault, StringComparison.Ordinal);

        Assert.NotNull(Events.Of(Many("<a xmlns=''><b", " xmlns:b{0}='u'", BoundedXmlReader.DeclarationLimit - 1, "/></a>"), out _));
        Assert.Null(Events.Of(Many("<a xmlns=''><b", " xmlns:b{0}='u'", BoundedXmlReader.DeclarationLimit, "/></a>"), out fault));
        Assert.EndsWith(": more than 64 namespace declarations", fault, StringComparison.Ordinal);
        // Only declarations in scope count.
        Assert.NotNull(Events.Of(Many("<a>", "<b xmlns:c='u'/>", 1000, "</a>"), out _));
    }

    [Fact]
    public void Each_node_has_its_line()
    {
        using var reader = new BoundedXmlReader("<a>\r\n<b>x\r</b>\n<!-- \n --><c\n/></a>"u8.ToArray());
        var lines = new List<string>();
        while (reader.Read()) lines.Add($"{reader.Node} {reader.Line}");
        Assert.Equal(["Element 1", "Whitespace 1", "Element 2", "Text 2", "EndElement 3", "Whitespace 3", "Element 5", "EndElement 5", "EndElement 6"], lines);
    }

    [Theory]
    [InlineData("<a>hush&amp;hush</a>")]
    [InlineData("<a><![CDATA[hush&hush]]></a>")]
    public void Dispose_wipes_the_value(string document)
    {
        var reader = new BoundedXmlReader(Encoding.UTF8.GetBytes(document));
        Assert.True(reader.Read() && reader.Read());
        var value = reader.Value;
        Assert.Equal("hush&hush", Encoding.UTF8.GetString(value));
        reader.Dispose();
        Assert.Equal(new byte[9], value.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_wipes_the_buffers_of_XmlReader(bool isUtf16)
    {
        string document = $"<a>{new string(' ', 3000)}<b>hush</b></a>";
        byte[] bytes = isUtf16 ? [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(document)] : Encoding.UTF8.GetBytes(document);
        var source = new XmlSource(bytes);
        char[] first = new char[4097], larger = new char[8193];
        int length = source.Read(first, 0, 2048);
        length += source.Read(larger, 0, larger.Length);
        length += source.Read(larger, length, larger.Length - length);
        Assert.Equal(document.Length, length);
        Assert.NotEqual(new string('\0', first.Length), new string(first));

        source.Dispose();

        Assert.All(first.Concat(larger), character => Assert.Equal('\0', character));
        if (isUtf16) Assert.All(source.Document.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Splits_a_value_only_if_it_is_longer_than_the_buffer()
    {
        string password = new('p', 1024), section = "<![CDATA[" + password + "]]>", longText = new('x', 5000);
        var source = new XmlSource(Encoding.UTF8.GetBytes($"<a>{new string(' ', 900)}<b>{password}</b><c>{section}</c><d>{longText}</d></a>"));
        char[] buffer = new char[2048];
        var parts = new List<string>();
        for (int length = source.Read(buffer, 0, buffer.Length); length > 0; length = source.Read(buffer, 0, buffer.Length)) parts.Add(new string(buffer, 0, length));
        Assert.Contains(parts, part => part.Contains(password, StringComparison.Ordinal) && !part.Contains(section, StringComparison.Ordinal));
        Assert.Contains(parts, part => part.Contains(section, StringComparison.Ordinal));
        Assert.True(parts.Count(part => part.Contains("xx", StringComparison.Ordinal)) > 1);
    }

    [Fact]
    public void Splits_a_surrogate_pair_if_the_buffer_has_room_for_one_code_unit()
    {
        var source = new XmlSource(Encoding.UTF8.GetBytes("<a>\ud83d\ude00</a>"));
        char[] one = new char[1];
        var text = new StringBuilder();
        while (source.Read(one, 0, 1) == 1) text.Append(one[0]);
        Assert.Equal("<a>\ud83d\ude00</a>", text.ToString());
    }

    [Fact]
    public void Growing_wipes_the_previous_buffer()
    {
        var bytes = new ErasableBytes();
        bytes.Append("hush"u8);
        var before = bytes.Span;
        bytes.Append(new byte[100]);
        Assert.Equal(new byte[4], before.ToArray());
        Assert.Equal("hush"u8.ToArray(), bytes.Span[..4].ToArray());
        var after = bytes.Span;
        bytes.Clear();
        Assert.Equal(new byte[104], after.ToArray());
        Assert.Equal(0, bytes.Length);
    }

    private static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)));

    private static byte[] Many(string start, string piece, int count, string end) =>
        Encoding.ASCII.GetBytes(start + string.Concat(Enumerable.Range(0, count).Select(i => piece.Replace("{0}", $"{i}", StringComparison.Ordinal))) + end);
}
