using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Specification;

public class HostNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("VM-1")]
    [InlineData("a--b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Accepts_letters_digits_and_inner_hyphens(string text)
    {
        var (name, failure) = HostName.Parse(text);
        Assert.Equal(text, name?.Text);
        Assert.Null(failure);
    }

    [Theory]
    [InlineData("", "is empty; a host name has 1 to 64 letters, digits and hyphens")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", "has 65 characters; a host name has at most 64")]
    [InlineData("web_0", "has \"_\" at position 4; a host name has only letters, digits and hyphens")]
    [InlineData("web.example", "has \".\" at position 4; a host name has only letters, digits and hyphens")]
    [InlineData("web 1", "has the character U+0020 at position 4; a host name has only letters, digits and hyphens")]
    [InlineData("web\n", "has the character U+000A at position 4; a host name has only letters, digits and hyphens")]
    [InlineData("wéb", "has the character U+00E9 at position 2; a host name has only letters, digits and hyphens")]
    [InlineData("web\0", "has the character U+0000 at position 4; a host name has only letters, digits and hyphens")]
    [InlineData("١", "has the character U+0661 at position 1; a host name has only letters, digits and hyphens")]
    [InlineData("-web", "begins or ends with a hyphen, which no host name does")]
    [InlineData("web-", "begins or ends with a hyphen, which no host name does")]
    [InlineData("-", "begins or ends with a hyphen, which no host name does")]
    public void Rejects_other_characters_with_their_position(string text, string why)
    {
        var (name, failure) = HostName.Parse(text);
        Assert.Null(name);
        Assert.Equal(why, MessageRules.CheckPart(failure?.Message));
    }
}
