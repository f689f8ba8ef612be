using System.Text;
using Daybreak.Platform.Xml;

namespace Daybreak.Platform.Tests.Xml;

/// <summary>What the reader says about what it refuses, its limits, and what it leaves behind. What it takes: <see cref="DifferentialTests"/>.</summary>
public sealed class XmlPullReaderTests
{
    [Theory]
    [InlineData("", "line 1, column 1: it is not well-formed XML: an element is expected")]
    [InlineData("\n\nx", "line 3, column 1: it is not well-formed XML: an element is expected")]
    [InlineData("<a/>\r\n x", "line 2, column 2: it is not well-formed XML: nothing is expected after the root element")]
    [InlineData("<a/>\r\n <b/>", "line 2, column 2: it is not well-formed XML: one root element is expected")]
    [InlineData("<a>\r\n\r<b>\n", "line 4, column 1: it is not well-formed XML: the end of the element that begins in line 3 is expected")]
    [InlineData("<a>\n<b></a>", "line 2, column 6: it is not well-formed XML: the end of the element that begins in line 2 is expected")]
    [InlineData("<a></b>", "line 1, column 6: it is not well-formed XML: the end of the element that begins in line 1 is expected")]
    [InlineData("</a>", "line 1, column 1: it is not well-formed XML: there is no element that could end here")]
    [InlineData("<1/>", "line 1, column 2: it is not well-formed XML: an element's name is expected")]
    [InlineData("<a:/>", "line 1, column 4: it is not well-formed XML: a name after the prefix is expected")]
    [InlineData("<a><语:b/></a>", "line 1, column 5: it is not well-formed XML: a declaration of the prefix is expected")]
    [InlineData("<语 语 =1/>", "line 1, column 7: it is not well-formed XML: a value in quotes is expected")]
    [InlineData("<a b='1'c=''/>", "line 1, column 9: it is not well-formed XML: white space, > or /> is expected")]
    [InlineData("<a b='1' b='2'/>", "line 1, column 10: it is not well-formed XML: the attribute is there twice")]
    [InlineData("<a xmlns:p='u' xmlns:p='v'/>", "line 1, column 16: it is not well-formed XML: the attribute is there twice")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "line 1, column 35: it is not well-formed XML: the attribute is there twice")]
    [InlineData("<a b='<'/>", "line 1, column 7: it is not well-formed XML: < is not possible in an attribute's value")]
    [InlineData("<a b='", "line 1, column 7: it is not well-formed XML: the quote at the value's end is expected (it begins in line 1)")]
    [InlineData("<a>\n]]></a>", "line 2, column 1: it is not well-formed XML: ]]> is possible only at a CDATA section's end")]
    [InlineData("<a>\n &nbsp;</a>", "line 2, column 2: it is not well-formed XML: one of &amp; &lt; &gt; &quot; &apos; or a character's number is expected")]
    [InlineData("<a>&amp</a>", "line 1, column 4: it is not well-formed XML: a reference that ends with ; is expected after &")]
    [InlineData("<a>&#xd800;</a>", "line 1, column 4: it is not well-formed XML: the number of a character that XML allows is expected")]
    [InlineData("<a>\u0001</a>", "line 1, column 4: it is not well-formed XML: character U+0001 is not possible")]
    [InlineData("<!-- a -- b --><a/>", "line 1, column 10: it is not well-formed XML: > after -- in a comment is expected")]
    [InlineData("<a><!-- \n", "line 2, column 1: it is not well-formed XML: the comment's end is expected (it begins in line 1)")]
    [InlineData("<a><![CDATA[ \n]]", "line 2, column 3: it is not well-formed XML: the CDATA section's end is expected (it begins in line 1)")]
    [InlineData(" <?xml version='1.0'?><a/>", "line 1, column 2: it is not well-formed XML: an XML declaration is possible only at the very beginning")]
    [InlineData("<?xml version='1.1'?><a/>", "line 1, column 20: it is not well-formed XML: version=\"1.0\" is expected")]
    [InlineData("<!-- x -->\n<!DOCTYPE a>", "line 2, column 1: a document type definition is refused")]
    public void What_is_refused_is_named_with_its_place(string document, string expected)
    {
        Assert.Null(Events.OfOurs(Encoding.UTF8.GetBytes(document), out string? fault));
        Assert.Equal(expected, fault);
        Assert.Null(Events.OfOurs([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(document)], out _));
    }

    [Fact]
    public void Bytes_that_are_no_characters_are_named_with_their_place()
    {
        Assert.Null(Events.OfOurs([.. "<a>\n\u00e9"u8, 0xc3, 0x28, .. "</a>"u8], out string? fault));
        Assert.Equal("line 2, column 2: it is not well-formed XML: a character in UTF-8 is expected", fault);
        Assert.Null(Events.OfOurs([0xff, 0xfe, .. Encoding.Unicode.GetBytes("<a>\n\u00e9"), 0x00, 0xd8, .. Encoding.Unicode.GetBytes("</a>")], out fault));
        Assert.Equal("line 2, column 2: it is not well-formed XML: a character in UTF-16 is expected", fault);
        Assert.Null(Events.OfOurs([0xff, 0xfe, .. Encoding.Unicode.GetBytes("<a/>"), 0x20], out fault));
        Assert.Equal("line 1, column 5: it is not well-formed XML: a character in UTF-16 is expected", fault);
    }

    [Fact]
    public void Limits_are_refused_one_beyond_them()
    {
        Assert.NotNull(Events.OfOurs(Nested(XmlPullReader.DepthLimit), out _));
        Assert.Null(Events.OfOurs(Nested(XmlPullReader.DepthLimit + 1), out string? fault));
        Assert.Equal("line 1, column 97: elements are nested more than 32 deep", fault);

        Assert.NotNull(Events.OfOurs(Many("<a>", "<b/>", XmlPullReader.ElementLimit - 1, "</a>"), out _));
        Assert.Null(Events.OfOurs(Many("<a>", "<b/>", XmlPullReader.ElementLimit, "</a>"), out fault));
        Assert.EndsWith(": there are more than 4096 elements", fault, StringComparison.Ordinal);

        Assert.NotNull(Events.OfOurs(Many("<a", " b{0}=''", XmlPullReader.AttributeLimit, "/>"), out _));
        Assert.Null(Events.OfOurs(Many("<a", " b{0}=''", XmlPullReader.AttributeLimit + 1, "/>"), out fault));
        Assert.EndsWith(": an element has more than 64 attributes", fault, StringComparison.Ordinal);

        Assert.NotNull(Events.OfOurs(Many("<a xmlns=''><b", " xmlns:b{0}='u'", XmlNamespaces.Limit - 1, "/></a>"), out _));
        Assert.Null(Events.OfOurs(Many("<a xmlns=''><b", " xmlns:b{0}='u'", XmlNamespaces.Limit, "/></a>"), out fault));
        Assert.EndsWith(": there are more than 64 declarations of namespaces", fault, StringComparison.Ordinal);
        // Only those in force count.
        Assert.NotNull(Events.OfOurs(Many("<a>", "<b xmlns:c='u'/>", 1000, "</a>"), out _));
    }

    [Fact]
    public void The_line_of_each_node_is_known()
    {
        using var reader = new XmlPullReader("<a>\r\n<b>x\r</b>\n<!-- \n --><c\n/></a>"u8.ToArray());
        var lines = new List<string>();
        while (reader.Read()) lines.Add($"{reader.Node} {reader.Line}");
        Assert.Equal(["Element 1", "Whitespace 1", "Element 2", "Text 2", "EndElement 3", "Whitespace 3", "Element 5", "EndElement 5", "EndElement 6"], lines);
    }

    [Fact]
    public void A_value_is_wiped_with_its_reader()
    {
        var reader = new XmlPullReader("<a>hush&amp;hush</a>"u8.ToArray());
        Assert.True(reader.Read() && reader.Read());
        var value = reader.Value;
        Assert.Equal("hush&hush", Encoding.UTF8.GetString(value));
        reader.Dispose();
        Assert.Equal(new byte[9], value.ToArray());
    }

    [Fact]
    public void A_copy_of_UTF_16_is_wiped_with_its_reader()
    {
        var reader = new XmlPullReader([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<a>hush</a>")]);
        Assert.True(reader.Read() && reader.Read());
        var value = reader.Value;
        Assert.Equal("hush", Encoding.UTF8.GetString(value));
        reader.Dispose();
        Assert.Equal(new byte[4], value.ToArray());
    }

    [Fact]
    public void Bytes_that_grow_leave_nothing_behind()
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
