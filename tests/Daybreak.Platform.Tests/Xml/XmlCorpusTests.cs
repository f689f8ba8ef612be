using System.Buffers;
using System.Text;
using Daybreak.Platform.Tests.Approval;
using Daybreak.Platform.Tests.Media;
using Daybreak.Platform.Tests.WireServer;

namespace Daybreak.Platform.Tests.Xml;

/// <summary>
/// Documents with their expected events, and mutations, which the bounded reader and <see cref="System.Xml.XmlReader"/> read in the same way. The
/// last tests have the documents that only one of the two accepts.
/// </summary>
public sealed class XmlCorpusTests
{
    private static readonly int Rounds = Effort.Of(quick: 1500, all: 6000);

    private static readonly string[] Pieces =
    [
        "<", ">", "</", "/>", "<a", "<a>", "</a>", "<a/>", "<b:c/>", "<!--", "-->", "--", "<!-- x -->", "<![CDATA[", "]]>", "<![CDATA[ < ]]>", "]]", "&", ";", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;",
        "&nbsp;", "&#0;", "&#9;", "&#10;", "&#13;", "&#32;", "&#x20;", "&#xd800;", "&#x10ffff;", "&#xFFFE;", "&#x110000;", "&#65", "&#;", "&#x;", "<?", "?>", "<?pi?>", "<?xml?>", "<?xml version='1.0'?>", "<?p x",
        " x='1'", " x=\"1\"", " x='", " x=", " x", " xmlns=''", " xmlns='urn:d'", " xmlns:p='urn:p'", " xmlns:q='urn:p'", " xmlns:p=''", " p:x='1'", " q:x='1'", " xml:space='preserve'", " xsi:nil='true'",
        " xmlns:xml='http://www.w3.org/XML/1998/namespace'", " xmlns:x='http://www.w3.org/XML/1998/namespace'", " xmlns:xmlns='urn:x'", " xmlns='http://www.w3.org/2000/xmlns/'", "xmlns:", ":", "p:", "'", "\"", "=",
        "\t", "\n", "\r", "\r\n", " ", "\0", "\u0001", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffe", "\ufffd", "\u00b7", "\u0301", "\u00e9", "語", "\ud83d\ude00", "standalone='yes'", "encoding='UTF-8'",
    ];

    public static TheoryData<string> Tricky =>
    [
        "<a/>", "<a></a >", "<a\n\t/>", "< a/>", "<a / >", "</a>", "<a></b>", "<a></ab>", "<ab></a>", "<a><b></a></b>", "<a/><a/>", "<a/>x", "x<a/>", "<a/> \r\n<!-- x --><?y?> ", " <a/>", "<a>", "", " ",
        "<a>]]></a>", "<a>]]&gt;</a>", "<a>]]</a>", "<a>]]<!---->></a>", "<a><![CDATA[]]]]><![CDATA[>]]></a>", "<a><![CDATA[ ]] > ]]></a>", "<a><![CDATA[]]></a>", "<a><![cdata[]]></a>", "<![CDATA[]]><a/>", "<a/><![CDATA[]]>",
        "<a><!-- - --></a>", "<a><!----></a>", "<a><!-- -- --></a>", "<a><!-- x ---></a>", "<a><!--></a>", "<a><!-></a>", "<!-- x -->", "<!-- x", "<?x", "<?x?>", "<?x y?><a/>", "<??><a/>", "<? x?><a/>", "<?x<y?><a/>",
        "<?a:b?><a/>", "<?XML x?><a/>", "<?xMl x?><a/>", "<?xml-stylesheet x?><a/>", "<?xmlx?><a/>", "<a><?xml version='1.0'?></a>", "<a b='1'/>", "<a b=\"1'\"/>", "<a b='1\"'/>", "<a b=1/>", "<a b/>", "<a b=''/>",
        "<a b = '1'/>", "<a b='1'c='2'/>", "<a b='<'/>", "<a b='&lt;>'/>", "<a b='&'/>", "<a b='&amp'/>", "<a b='1' b='2'/>", "<a b='\t\n\r\r\n '/>", "<a b='&#9;&#10;&#13;&#32;'/>", "<a b=' x  y '/>", "<a 'b'/>", "<a =''/>",
        "<a b='1'/ >", "<a b='x", "<a b='x/>", "<a>\r\n\r\r\n\n</a>", "<a>x\r\ny\rz\n</a>", "<a><![CDATA[x\r\ny\rz\n]]></a>", "<a>&#13;&#10;</a>", "<a>&#32;</a>", "<a> &#32; </a>", "<a>&#x20;x</a>", "<a>\t<b/> </a>",
        "<a>&amp;&lt;&gt;&quot;&apos;</a>", "<a>&amp;lt;</a>", "<a>&AMP;</a>", "<a>&nbsp;</a>", "<a>& amp;</a>", "<a>&amp ;</a>", "<a>&</a>", "<a>&;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#X41;</a>", "<a>&#x41;&#x04a;&#65;&#00065;</a>",
        "<a>&#0;</a>", "<a>&#1;</a>", "<a>&#xFFFE;</a>", "<a>&#xFFFF;</a>", "<a>&#xD800;</a>", "<a>&#xDFFF;</a>", "<a>&#x10FFFF;</a>", "<a>&#x110000;</a>", "<a>&#99999999999999999999;</a>", "<a>&#4294967361;</a>", "<a>&#-1;</a>", "<a>&#1f600;</a>", "<a>&#x1f600;</a>",
        "<a>\u007f\u0080\u0085\u00a0\u2028\ufeff\ufffd\ud83d\ude00</a>", "<a>\u0001</a>", "<a>\ufffe</a>", "<a>\uffff</a>", "<a b='\u0001'/>", "<!--\u0001--><a/>", "<?x \u0001?><a/>", "<a>\0</a>", "<a/>\0", "\0<a/>",
        "<\u00e9/>", "<\u8a9e b\u00e9='1'/>", "<1a/>", "<-a/>", "<.a/>", "<a1-._\u00b7\u0301/>", "<\u00b7/>", "<\u0301/>", "<_/>", "<a\u00d7/>", "<a\u037e/>", "<a b\u2028='1'/>", "<a\u00a0b='1'/>", "<a\u0085/>",
        "<p:a/>", "<p:a xmlns:p='urn:p'/>", "<p:a xmlns:p=''/>", "<p:a xmlns:p=' '/>", "<:a/>", "<a:/>", "<p:q:a xmlns:p='urn:p'/>", "<p: a xmlns:p='urn:p'/>", "<p:1 xmlns:p='urn:p'/>", "<a p:b='1'/>", "<a :b='1'/>", "<a b:='1'/>",
        "<a xmlns='urn:a'><b/><c xmlns=''><d/></c><e/></a>", "<a xmlns='urn:a' b='1'/>", "<p:a xmlns:p='urn:p'><p:b xmlns:p='urn:q'/><p:c/></p:a>", "<a><b xmlns:p='urn:p'/><p:c/></a>", "<p:a xmlns:p='urn:p'></q:a>", "<p:a xmlns:p='urn:p' xmlns:q='urn:p'></q:a>",
        "<a xmlns:p='urn:p' xmlns:q='urn:p' p:x='1' q:x='2'/>", "<a xmlns:p='urn:p' p:x='1' x='2'/>", "<a xmlns='urn:p' xmlns:p='urn:p' p:x='1' x='2'/>", "<a xmlns:p='urn:p' xmlns:p='urn:q'/>", "<a xmlns='urn:p' xmlns='urn:q'/>", "<a p:x='1' xmlns:p='urn:p'/>",
        "<a xml:lang='en'/>", "<xml:a/>", "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns:xml='urn:x'/>", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>", "<a xmlns:xmlns='urn:x'/>", "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", "<a xmlns='http://www.w3.org/2000/xmlns/'/>", "<xmlns/>", "<a xmlns:='urn:x'/>", "<a xmlns:1='urn:x'/>", "<a xmlns:a:b='urn:x'/>",
        "<a xmlns:XML='urn:x'/>", "<a xmlns:xmlfoo='urn:x'/>", "<a xmlns='&#117;rn:a\n'/>", "<a xmlns:p='urn:p' p:xmlns='1'/>", "<a xml:space='preserve'> <b/> </a>", "<a xml:lang=''/>",
        "<?xml version='1.0'?><a/>", "<?xml version=\"1.0\" encoding='utf-8' standalone='no' ?><a/>", "<?xml version='1.0' encoding='UtF-8'?><a/>", "<?xml version='1.0' standalone='yes'?><a/>", "<?xml version = '1.0'?><a/>", "<?xml\nversion='1.0'\n?>\n<a/>",
        "<?xml version='1.1'?><a/>", "<?xml version='1.'?><a/>", "<?xml version='2.0'?><a/>", "<?xml version=''?><a/>", "<?xml?><a/>", "<?xml ?><a/>", "<?xml encoding='utf-8'?><a/>", "<?xml version='1.0'encoding='utf-8'?><a/>",
        "<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>", "<?xml version='1.0' encoding='utf-8' encoding='utf-8'?><a/>", "<?xml version='1.0' standalone='YES'?><a/>", "<?xml version='1.0' standalone=''?><a/>", "<?xml version='1.0' encoding=''?><a/>",
        "<?xml version='1.0' encoding='utf-16'?><a/>", "<?xml version='1.0' encoding='klingon'?><a/>", "<?xml version='1.0' other='x'?><a/>", "<?xml version='1.0'>", "<?xml version='1.0'", "<?xml version='1.0\"?><a/>", "<?xml version='1.0'? ><a/>", "\n<?xml version='1.0'?><a/>", "<?xml version=&#34;1.0&#34;?><a/>",
        "<!-- x --><?xml version='1.0'?><a/>", "<!DOCTYPE a><a/>", "<!doctype a><a/>", "<a><!DOCTYPE a></a>", "<a/><!DOCTYPE a>", "<!ENTITY a 'b'><a/>", "<!><a/>", "<a><!></a>", "\ufeff<a/>", "\ufeff\ufeff<a/>", "\ufeff", "\ufeff<?xml version='1.0'?><a/>", "\ufeff\n<?xml version='1.0'?><a/>",
        "<a b='1'\n\nc='2'>\r\n<d\n/>\r<e/></a>", "<a><b></b\n></a\t>", "<a></ a>", "<a></a b='1'>", "<a></a/>", "<a><</a>", "<a>></a>", "<a>a>b</a>", "<a><a", "<a><a ", "<a></", "<a></a", "<", "<a b", "<a b=", "<a b='1", "<a b='1'", "<!", "<!-", "<!-- ", "<a><![CDATA[", "<a><![CDATA[ ]]", "<a>&#6", "<a>&am",
    ];

    [Fact]
    public void Reads_or_rejects_each_document_of_the_table() =>
        Approved.Is(string.Concat(Tricky.Select(row => $"{Escaped(row.Data)}\n    {Escaped(Events.Of(Encoding.UTF8.GetBytes(row.Data), out _) is { } events ? string.Join(" | ", events) : "refused")}\n")));

    [Fact]
    public void Reads_each_document_in_UTF_16_in_the_same_way()
    {
        foreach (string document in Tricky.Select(row => row.Data).Where(document => !document.StartsWith('\ufeff')))
        {
            // UTF-16 with a declaration of UTF-8 is rejected.
            bool namesEncoding = document.Contains("encoding='", StringComparison.Ordinal);
            var expected = namesEncoding && !document.Contains("'utf-16'", StringComparison.Ordinal) ? null : namesEncoding ? ["<1 {}a", "/"] : Events.Of(Encoding.UTF8.GetBytes(document), out _);
            Assert.Equal(expected, Events.Of([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(document)], out _));
            Assert.Equal(expected, Events.Of([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(document)], out _));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reads_mutations_like_XmlReader(int seed)
    {
        byte[][] samples = [.. ((string[])
        [
            Ovf.With("<UserName>a&amp;b</UserName><UserPassword><![CDATA[ x ]]></UserPassword>\r\n<!-- c --><CustomData xsi:nil=\"true\"/>"), GoalStateDocumentTests.Sample,
            "<?xml version='1.0' standalone='yes'?><p:a xmlns:p='urn:p' xmlns='urn:d' p:x='1' x=\"2\">t<b xmlns=''>&#65;</b><![CDATA[]]><p:c/>\n</p:a><?end?>",
            "\ufeff<a>\u00e9<b c='\u8a9e'/>\ud83d\ude00</a>",
        ]).Select(Encoding.UTF8.GetBytes)];
        var random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
            if (Same(Mutate(samples[round % samples.Length], random))) accepted++;
        // The mutations include accepted and rejected documents.
        Assert.InRange(accepted, Rounds / 20, Rounds * 19 / 20);
    }

    [Fact]
    public void Reads_arbitrary_bytes_like_XmlReader()
    {
        for (int value = 0; value < 256; value++)
        {
            Same([.. "<a>"u8, (byte)value, .. "</a>"u8]);
            Same([.. "<a b='"u8, (byte)value, .. "'/>"u8]);
            Same([.. "<a"u8, (byte)value, .. "/>"u8]);
            Same([(byte)value, .. "<a/>"u8]);
            for (int next = 0x80; next < 256; next += 5) Same([.. "<a>"u8, (byte)value, (byte)next, .. "</a>"u8]);
        }
        foreach (string hex in (string[])["C080", "C1BF", "E08080", "E09FBF", "EDA080", "EDBFBF", "EFBFBE", "EFBFBF", "F08080", "F0808080", "F48FBFBF", "F4908080", "F8888080", "FE", "FF", "E282", "F09F98"])
            Same([.. "<a>"u8, .. Convert.FromHexString(hex), .. "</a>"u8]);
    }

    // XmlReader implements the fourth edition of XML 1.0, which lists the letters of names. The fifth (2008) allows nearly every character.
    [Theory]
    [InlineData("<\ud83d\ude00/>")]
    [InlineData("<a\u2c00/>")]
    [InlineData("<a b\u0370='1'/>")]
    public void Rejects_names_that_only_the_fifth_edition_of_XML_allows(string document) => Assert.Null(Events.Of(Encoding.UTF8.GetBytes(document), out _));

    [Theory]
    [InlineData("<xmlns:a/>", "line 1, column 2: invalid XML: expected a start tag with declared prefixes and distinct, quoted attributes")]
    [InlineData("<?xml version='1.0x'?><a/>", "line 1, column 3: invalid XML: expected a processing instruction, or the XML declaration at the beginning")]
    [InlineData("<?xml version='1.0' encoding='iso-8859-1'?><a/>", "line 1, column 21: invalid XML: expected encoding=\"utf-8\", or utf-16 after a UTF-16 byte order mark")]
    [InlineData("<?xml version='1.0' encoding='us-ascii'?><a/>", "line 1, column 21: invalid XML: expected encoding=\"utf-8\", or utf-16 after a UTF-16 byte order mark")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><a/>", "line 1, column 21: invalid XML: expected encoding=\"utf-8\", or utf-16 after a UTF-16 byte order mark")]
    public void Rejects_documents_that_XmlReader_accepts(string document, string expected)
    {
        Assert.Null(Events.Of(Encoding.UTF8.GetBytes(document), out string? fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Rejects_an_incomplete_character_at_the_end()
    {
        byte[] document = [.. "<a/>"u8, 0xf0, 0x9f, 0x98];
        Assert.Null(Events.Of(document, out string? fault));
        Assert.Equal("line 1, column 5: invalid XML: invalid UTF-8", fault);
        Assert.NotNull(Events.OfTheStream(document));
    }

    [Fact]
    public void Rejects_UTF_16_without_a_byte_order_mark() => Assert.Null(Events.Of(Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?><a/>"), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reads_complete_values_across_buffer_ends(int shift)
    {
        string document = $"<r>{new string(' ', 4080 + shift)}<b> {string.Concat(Enumerable.Repeat("\ud83d\ude00&amp;", 3000))}</b>\r\n<![CDATA[ {new string('q', 9000)}]]></r>";
        foreach (byte[] bytes in (byte[][])[Encoding.UTF8.GetBytes(document), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(document)]])
        {
            Assert.Equal(
                ["<1 {}r", $"Whitespace {new string(' ', 4080 + shift)}", "<1 {}b", $"Text  {string.Concat(Enumerable.Repeat("\ud83d\ude00&", 3000))}", "/", "Whitespace \n", $"Section  {new string('q', 9000)}", "/"],
                Events.Of(bytes, out _));
        }
    }

    private static bool Same(byte[] document)
    {
        var ours = Events.Of(document, out string? fault);
        var theirs = Events.OfTheStream(document);
        bool isSame = ours is null ? theirs is null : theirs is not null && ours.SequenceEqual(theirs);
        if (ours is null && theirs is not null && WithoutOurStrictness(document) is { } lax) return Same(lax);
        Assert.True(isSame, $"{Encoding.UTF8.GetString(document)}\n{Convert.ToBase64String(document)}\nours: {fault ?? string.Join('\n', ours!)}\ntheirs: {(theirs is null ? "refused" : string.Join('\n', theirs))}");
        return ours is not null;
    }

    // Only XmlReader accepts an incomplete character at the end, or a version that merely begins with 1.0.
    private static byte[]? WithoutOurStrictness(byte[] document)
    {
        if (Rune.DecodeLastFromUtf8(document, out _, out int taken) != OperationStatus.Done) return document[..^taken];
        int version = document.AsSpan().IndexOf("1.0"u8) + 3;
        int end = version < 3 ? -1 : document.AsSpan(version).IndexOfAny((byte)'"', (byte)'\'');
        return end > 0 && document.AsSpan(0, Math.Min(10, document.Length)).IndexOf("<?xml"u8) >= 0 ? [.. document[..version], .. document[(version + end)..]] : null;
    }

    private static string Escaped(string text) => string.Concat(text.Select(character => character is >= ' ' and < '\u007f' ? $"{character}" : $"\\u{(int)character:x4}"));

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = new List<byte>(sample);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, sample.Skip(random.Next(sample.Length)).Take(random.Next(30)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }
        return [.. bytes];
    }
}
