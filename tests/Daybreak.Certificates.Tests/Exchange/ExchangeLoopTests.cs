using System.Text;
using System.Text.Json;
using Daybreak.Certificates.Exchange;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests.Exchange;

public sealed class ExchangeLoopTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Without_a_line_it_greets_and_ends()
    {
        var (status, answers) = Conversation.Run([]);
        Assert.Equal(0, status);
        Assert.Empty(answers);
    }

    [Theory]
    [InlineData("", "bad-request")]
    [InlineData("{", "bad-request")]
    [InlineData("[]", "bad-request")]
    [InlineData("null", "bad-request")]
    [InlineData("{}", "bad-request")]
    [InlineData("""{"data":null}""", "bad-request")]
    [InlineData("""{"data":5}""", "bad-request")]
    [InlineData("""{"data":"\ud800"}""", "bad-request")]
    [InlineData("""{"data":"AAAA","format":7}""", "bad-request")]
    [InlineData("""{"data":"AAAA","format":"Pkcs7Blob"}""", "unsupported-format")]
    [InlineData("""{"data":"A"}""", "not-base64")]
    [InlineData("""{"data":"%%%%"}""", "not-base64")]
    [InlineData("""{"data":"é+=="}""", "not-base64")]
    [InlineData("""{"data":""}""", "not-cms")]
    [InlineData("""{"data":"AAAA"}""", "not-cms")]
    [InlineData("""{"data":"MAA=","format":null}""", "not-cms")]
    public void A_line_that_is_wrong_is_told_so(string line, string reason) =>
        Assert.Equal(reason, Conversation.Reason(Conversation.AskLine(line)));

    [Fact]
    public void Json_ten_thousand_deep_is_told_so() =>
        Assert.Equal("bad-request", Conversation.Reason(Conversation.AskLine(new string('[', 10_000))));

    [Fact]
    public void Bytes_that_are_no_utf8_are_told_so()
    {
        var (_, answers) = Conversation.Run([.. "{\"data\":\""u8, 0xFF, 0xFE, .. "\"}\n"u8]);
        Assert.Equal("bad-request", Conversation.Reason(Assert.Single(answers)));
    }

    [Fact]
    public void Line_breaks_within_the_base64_and_unknown_members_do_not_matter()
    {
        var base64 = Convert.ToBase64String(Message("one"), Base64FormattingOptions.InsertLineBreaks);
        var line = JsonSerializer.Serialize(new { incarnation = 1, data = "\n  " + base64 + " \t", format = "" });
        Assert.Single(Conversation.Certificates(Conversation.AskLine(line)));
    }

    [Fact]
    public void After_an_error_the_next_line_is_answered()
    {
        var good = Conversation.Line(Message("one"));
        var tooLong = new string(' ', Limits.LineBytes + 1);
        var (status, answers) = Conversation.Run(Encoding.UTF8.GetBytes($"nonsense\n{tooLong}\n{good}\n{good}\n"));

        Assert.Equal(0, status);
        Assert.Equal(4, answers.Count);
        Assert.Equal("bad-request", Conversation.Reason(answers[0]));
        Assert.Equal("too-large", Conversation.Reason(answers[1]));
        Assert.Single(Conversation.Certificates(answers[2]));
        Assert.Equal(answers[2].GetRawText(), answers[3].GetRawText());
    }

    [Fact]
    public void A_line_at_the_limit_is_still_read()
    {
        var good = Conversation.Line(Message("one"));
        Assert.Single(Conversation.Certificates(Conversation.AskLine(good + new string(' ', Limits.LineBytes - good.Length))));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}\n{\"data\"")]
    public void An_end_within_a_line_is_bad_data(string input) =>
        Assert.Equal(65, Conversation.Run(Encoding.UTF8.GetBytes(input)).Status);

    [Fact]
    public void A_line_without_end_is_given_up()
    {
        using var input = new Endless();
        Assert.Equal(65, ExchangeLoop.Run(input, Stream.Null, Conversation.Key));
        Assert.InRange(input.Given, Limits.DiscardedBytes, Limits.DiscardedBytes + (1 << 20));
    }

    [Fact]
    public void Each_answer_is_one_line_however_odd_the_subject()
    {
        _workshop.MakeCertificate("odd", "/CN=a\nb\"}\\\u2028<é>");
        var answer = Conversation.Ask(_workshop.Envelop(_workshop.MakePfx("odd"), Conversation.Key.Certificate, "-keyid", "-aes128"));
        Assert.Contains("<é>", Assert.Single(Conversation.Certificates(answer)).GetProperty("subject").GetString());
    }

    [Fact]
    public void Errors_hold_nothing_of_the_message()
    {
        const string Marker = "bWFya2VyLW1hcmtlci1tYXJrZXI";
        foreach (var line in (string[])[$"{{\"data\":\"{Marker}\"}}", Marker, $"{{\"data\":\"AAAA\",\"format\":\"{Marker}\"}}"])
        {
            var text = Conversation.AskLine(line).GetRawText();
            Assert.DoesNotContain(Marker, text);
            Assert.DoesNotContain("marker", text);
        }
    }

    private byte[] Message(string name)
    {
        _workshop.MakeCertificate(name, "/CN=" + name);
        return _workshop.Envelop(_workshop.MakePfx(name), Conversation.Key.Certificate, "-keyid", "-aes128", "-keyopt", "rsa_padding_mode:oaep");
    }

    /// <summary>Gives spaces for as long as somebody reads.</summary>
    private sealed class Endless : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Given += count;
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
