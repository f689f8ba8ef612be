using Daybreak.Certificates.CommandLine;

namespace Daybreak.Certificates.Tests.CommandLine;

public sealed class CommandTests
{
    [Theory]
    [InlineData("exchange", 2048)]
    [InlineData("exchange --key-size 3072", 3072)]
    [InlineData("exchange --key-size=4096", 4096)]
    public void Exchange_takes_a_key_size(string line, int bits) =>
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
    public void Anything_else_is_wrong(string line) =>
        Assert.IsType<Command.Wrong>(Command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("--help")]
    [InlineData("exchange --help")]
    public void Help_is_everywhere(string line) => Assert.IsType<Command.Help>(Command.Parse(line.Split(' ')));

    [Fact]
    public void Version_stands_alone() => Assert.IsType<Command.Version>(Command.Parse(["--version"]));
}
