using System.Globalization;
using System.Text;
using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public sealed class HttpResponseReaderTests
{
    private static readonly HttpLimits Small = new() { Head = 200, Body = 100 };

    internal static HttpResponse Read(byte[] answer, int piece, HttpLimits limits)
    {
        int at = 0;
        int Receive(Span<byte> buffer)
        {
            int take = Math.Min(Math.Min(piece, buffer.Length), answer.Length - at);
            answer.AsSpan(at, take).CopyTo(buffer);
            at += take;
            return take;
        }
        return new HttpResponseReader(Receive, limits).Read();
    }

    private static string Body(string answer, HttpLimits? limits = null)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(answer);
        string whole = Encoding.Latin1.GetString(Read(bytes, int.MaxValue, limits ?? Small).Body);
        foreach (int piece in (int[])[1, 2, 3, 7])
            Assert.Equal(whole, Encoding.Latin1.GetString(Read(bytes, piece, limits ?? Small).Body));
        return whole;
    }

    private static HttpFault Fault(string answer) =>
        Assert.Throws<HttpFaultException>(() => Read(Encoding.Latin1.GetBytes(answer), int.MaxValue, Small)).Fault;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH:3\t \r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "abc")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "")]
    [InlineData("HTTP/1.0 200 OK\n\nabc", "abc")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\nabc", "")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 1\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;name=value;other=\"x\"\r\na\r\n0A ;e\r\n0123456789\r\n0;last\r\nTrailer: yes\r\n\r\n", "a0123456789")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a")]
    public void Reads_a_body_in_any_pieces(string answer, string expected) => Assert.Equal(expected, Body(answer));

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("<html></html>\r\n")]
    [InlineData("\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.x 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 +20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nName : space\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x10\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n")]
    public void Reports_an_answer_that_is_not_HTTP(string answer) => Assert.Equal(HttpFault.NotHttp, Fault(answer));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n")]
    public void Rejects_a_body_above_the_limit_before_reading_it(string answer) => Assert.Equal(HttpFault.TooLarge, Fault(answer));

    [Fact]
    public void The_limit_of_a_body_is_exact()
    {
        string hundred = new('a', 100);
        Assert.Equal(hundred, Body($"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{hundred}"));
        Assert.Equal(hundred, Body($"HTTP/1.1 200 OK\r\n\r\n{hundred}"));
        Assert.Equal(hundred, Body($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n32\r\n{hundred[..50]}\r\n32\r\n{hundred[50..]}\r\n0\r\n\r\n"));
        Assert.Equal(HttpFault.TooLarge, Fault($"HTTP/1.1 200 OK\r\n\r\n{hundred}a"));
        Assert.Equal(HttpFault.TooLarge, Fault($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{hundred}\r\n1\r\na\r\n0\r\n\r\n"));
    }

    [Fact]
    public void Rejects_headers_above_the_limit()
    {
        Assert.Equal(HttpFault.TooLarge, Fault(new string('H', 300)));
        Assert.Equal(HttpFault.TooLarge, Fault("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 40))));
        Assert.Equal(HttpFault.TooLarge, Fault(string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 40))));
        Assert.Equal(HttpFault.TooLarge, Fault($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;{new string('x', 400)}"));
        Assert.Equal(HttpFault.TooLarge, Fault("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 200))));
    }

    [Fact]
    public void Reads_a_document_in_chunks_of_one_byte()
    {
        string document = new('a', 30_000);
        var answer = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (char character in document) answer.Append(CultureInfo.InvariantCulture, $"1\r\n{character}\r\n");
        byte[] bytes = Encoding.Latin1.GetBytes(answer.Append("0\r\n\r\n").ToString());
        Assert.Equal(30_000, Read(bytes, int.MaxValue, HttpLimits.Default).Body.Length);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n01234\r\n5\r\n56789\r\n0\r\nTrailer: x\r\n\r\n")]
    public void An_answer_that_is_cut_at_any_byte_is_ClosedEarly(string answer)
    {
        Assert.Equal("0123456789", Body(answer));
        for (int length = 0; length < answer.Length; length++)
            Assert.Equal(HttpFault.ClosedEarly, Fault(answer[..length]));
    }

    [Fact]
    public void A_message_quotes_only_the_beginning_without_control_characters()
    {
        string garbage = "\u001b[31m" + new string('x', 150);
        var fault = Assert.Throws<HttpFaultException>(() => Read(Encoding.Latin1.GetBytes(garbage + "\r\n"), 10, Small));
        Assert.DoesNotContain('\u001b', fault.Message);
        Assert.InRange(fault.Message.Length, 20, 120);
    }

    [Fact]
    public void Finds_the_first_header_in_any_letter_case()
    {
        var answer = Read("HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nRETRY-AFTER: 2\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), 5, Small);
        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Header("retry-after"));
        Assert.Null(answer.Header("Date"));
        Assert.Equal("503 Service Unavailable", answer.StatusText);
    }
}
