using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public sealed class HttpEndpointTests
{
    [Theory]
    [InlineData("169.254.169.254", "http://169.254.169.254")]
    [InlineData("169.254.169.254:80", "http://169.254.169.254")]
    [InlineData("169.254.169.254:8080", "http://169.254.169.254:8080")]
    [InlineData("http://127.0.0.1:65535", "http://127.0.0.1:65535")]
    [InlineData("HTTP://127.0.0.1/", "http://127.0.0.1")]
    [InlineData("http://[::1]", "http://[::1]")]
    [InlineData("http://[::1]:1/", "http://[::1]:1")]
    [InlineData("[fe80::1]", "http://[fe80::1]")]
    public void Reads_an_address(string text, string expected) => Assert.Equal(expected, HttpEndpoint.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("http://")]
    [InlineData("localhost")]
    [InlineData("http://metadata.azure.internal")]
    [InlineData("https://169.254.169.254")]
    [InlineData("ftp://169.254.169.254")]
    [InlineData("http://http://127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:80:80")]
    [InlineData("127.0.0.1:+80")]
    [InlineData("127.0.0.1:x")]
    [InlineData("127.0.0.1/metadata")]
    [InlineData("127.0.0.1?x")]
    [InlineData("user@127.0.0.1")]
    [InlineData("127.0.0.1\r\nX: y")]
    [InlineData("127.0.0.1 ")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("::1]")]
    [InlineData("[[::1]]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[]")]
    // The other forms of inet_aton(3) are easily misread.
    [InlineData("127")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData("0.0.0.0.0")]
    public void Rejects_everything_else(string text) => Assert.Null(HttpEndpoint.Parse(text));
}
