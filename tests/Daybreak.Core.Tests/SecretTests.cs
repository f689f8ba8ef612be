using System.Globalization;

namespace Daybreak.Core.Tests;

public sealed class SecretTests
{
    [Fact]
    public void Formatting_never_shows_it()
    {
        using var secret = new Secret("hunter2");
        Assert.Equal("(masked) (masked)", string.Format(CultureInfo.InvariantCulture, "{0} {1}", secret, $"{secret}"));
        Assert.DoesNotContain("hunter2", new Holder(secret).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Overwrites_the_bytes_that_it_was_given()
    {
        byte[] bytes = "hunter2"u8.ToArray();
        var secret = new Secret(bytes);
        Assert.Equal("hunter2"u8, secret.Reveal());
        secret.Dispose();
        Assert.Equal(new byte[7], bytes);
        Assert.Equal(0, secret.Length);
        Assert.True(secret.Reveal().IsEmpty);
    }

    private sealed record Holder(Secret Password);
}
