using Daybreak.Certificates.CommandLine;

namespace Daybreak.Certificates.Tests.CommandLine;

public sealed class CommandTests
{
    [Theory]
    [InlineData("exchange", 2048)]
    [InlineData("exchange --key-size 3072", 3072)]
    [InlineData("exchange --key-size=4096", 4096)]
    public void Exchange_accepts_a_key_size(string line, int bits) =>
        Assert.Equal(new Command.Exchange(bits), Command.Parse(line.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("open")]
    [InlineData("exchange --key-size")]
    [InlineData("exchange --key-size 1024")]
    [InlineData("exchange --key-size 2049")]
    [InlineData("exchange --key-size -2048")]
    [InlineData("exchange --key-size 99999999999")]
    [InlineData("exchange --key-size=")]
    [InlineData("exchange --password x")]
    [InlineData("exchange file")]
    public void Rejects_anything_else(string line) =>
        Assert.IsType<Command.Wrong>(Command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("--help")]
    [InlineData("exchange --help")]
    public void Accepts_help_with_any_command(string line) => Assert.IsType<Command.Help>(Command.Parse(line.Split(' ')));

    [Fact]
    public void Accepts_version_alone() => Assert.IsType<Command.Version>(Command.Parse(["--version"]));
}
