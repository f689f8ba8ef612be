using Daybreak.Platform.Http;

namespace Daybreak.Platform.Tests.Http;

public class HttpTargetTests
{
    [Theory]
    [InlineData("http://168.63.129.16:80/machine/x?comp=certificates&incarnation=3", "/machine/x?comp=certificates&incarnation=3")]
    [InlineData("HTTP://host/a%20b", "/a%20b")]
    [InlineData("http://host", "/")]
    [InlineData("http://host/", "/")]
    [InlineData("http://host?a=b", "/?a=b")]
    [InlineData("http://host/a?b/c?d", "/a?b/c?d")]
    [InlineData("http://host/a#b?c", "/a")]
    [InlineData("http://host#b/c", "/")]
    [InlineData("http://[fd00::1]:80/a", "/a")]
    public void Returns_the_path_and_the_query(string url, string target) => Assert.Equal(target, HttpTarget.OfUrl(url));

    [Theory]
    [InlineData("")]
    [InlineData("http:")]
    [InlineData("http://")]
    [InlineData("http:///a")]
    [InlineData("http://?a")]
    [InlineData("http://#a")]
    [InlineData("https://host/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/machine")]
    [InlineData("//host/machine")]
    [InlineData(" http://host/a")]
    [InlineData("http://host/a b")]
    [InlineData("http://host/a\r\nX: y")]
    [InlineData("http://host/\u00e4")]
    [InlineData("http://host/a\u007f")]
    [InlineData("http://host/<a>")]
    [InlineData("http://host\\a")]
    public void Rejects_everything_else(string url) => Assert.Null(HttpTarget.OfUrl(url));
}
