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
    public void Sends_the_greeting_and_exits_when_there_is_no_input()
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
    public void Answers_an_invalid_line_with_the_reason(string line, string reason) =>
        Assert.Equal(reason, Conversation.Reason(Conversation.AskLine(line)));

    [Fact]
    public void Rejects_json_nested_ten_thousand_levels_deep() =>
        Assert.Equal("bad-request", Conversation.Reason(Conversation.AskLine(new string('[', 10_000))));

    [Fact]
    public void Rejects_bytes_that_are_not_utf8()
    {
        var (_, answers) = Conversation.Run([.. "{\"data\":\""u8, 0xFF, 0xFE, .. "\"}\n"u8]);
        Assert.Equal("bad-request", Conversation.Reason(Assert.Single(answers)));
    }

    [Fact]
    public void Ignores_line_breaks_in_the_base64_and_unknown_members()
    {
        var base64 = Convert.ToBase64String(Message("one"), Base64FormattingOptions.InsertLineBreaks);
        var line = JsonSerializer.Serialize(new { incarnation = 1, data = "\n  " + base64 + " \t", format = "" });
        Assert.Single(Conversation.Certificates(Conversation.AskLine(line)));
    }

    [Fact]
    public void Answers_the_next_line_after_an_error()
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
    public void Reads_a_line_at_the_limit()
    {
        var good = Conversation.Line(Message("one"));
        Assert.Single(Conversation.Certificates(Conversation.AskLine(good + new string(' ', Limits.LineBytes - good.Length))));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}\n{\"data\"")]
    public void Returns_status_65_when_the_input_ends_inside_a_line(string input) =>
        Assert.Equal(65, Conversation.Run(Encoding.UTF8.GetBytes(input)).Status);

    [Fact]
    public void Returns_status_65_when_a_line_does_not_end()
    {
        using var input = new Endless();
        Assert.Equal(65, (int)ExchangeLoop.Run(input, Stream.Null, Conversation.Key));
        Assert.InRange(input.Given, Limits.DiscardedBytes, Limits.DiscardedBytes + (1 << 20));
    }

    [Fact]
    public void Writes_one_line_per_answer_for_a_subject_with_control_characters()
    {
        _workshop.MakeCertificate("odd", "/CN=a\nb\"}\\\u2028<é>");
        var answer = Conversation.Ask(_workshop.Envelop(_workshop.MakePfx("odd"), Conversation.Key.Certificate, "-keyid", "-aes128"));
        Assert.Contains("<é>", Assert.Single(Conversation.Certificates(answer)).GetProperty("subject").GetString());
    }

    [Fact]
    public void Writes_no_data_from_the_message_into_errors()
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

    /// <summary>An endless stream of spaces.</summary>
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
