using Daybreak.Machine.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.Kernel;

public sealed class CommandLineTests
{
    private static readonly KernelOptions Serial = new(["console=ttyS0,115200n8", "earlyprintk=ttyS0,115200", "rootdelay=300"], ["quiet", "rhgb"]);

    [Theory]
    [InlineData("", "console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    [InlineData("root=UUID=1 ro  quiet", "root=UUID=1 ro console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    [InlineData("root=/dev/sda1 rhgb quiet splash $vt_handoff", "root=/dev/sda1 splash $vt_handoff console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    [InlineData("console=ttyS0 console=tty0 rootdelay=30", "console=tty0 console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    [InlineData("console=ttyS0,9600 console=ttyS1 quietly", "console=ttyS1 quietly console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    [InlineData("ro quiet -- quiet single", "ro console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 -- quiet single")]
    [InlineData("ro dyndbg=\"file a.c  +p\" quiet", "ro dyndbg=\"file a.c  +p\" console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300")]
    public void Adds_and_removes_options(string before, string after) => Assert.Equal(after, CommandLine.With(before, Serial));

    [Theory]
    [InlineData("ro  console=tty0   console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 x")]
    [InlineData("rootdelay=300 earlyprintk=ttyS0,115200 console=ttyS0,115200n8 -- console=tty0 quiet")]
    public void Keeps_a_line_that_has_the_options(string line) => Assert.Same(line, CommandLine.With(line, Serial));

    [Theory]
    [InlineData("console=ttyS0,115200n8 console=ttyS0,115200n8 rootdelay=300")]
    [InlineData("rootdelay=300 rootdelay=300 console=ttyS0,115200n8")]
    [InlineData("rootdelay=300 rootdelay=300 rootdelay=300 console=ttyS0,115200n8 console=ttyS0,115200n8")]
    public void Adds_a_missing_option_even_if_another_one_is_repeated(string line) =>
        Assert.Equal("console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300", CommandLine.With(line, Serial));

    [Fact]
    public void Moves_the_wanted_console_to_the_end() =>
        Assert.Equal("console=tty0 console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300", CommandLine.With("console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 console=tty0", Serial));

    [Fact]
    public void Is_idempotent_and_keeps_the_order_of_other_words() => Prop.ForAll(
        Gen.Elements("ro", "quiet", "rhgb", "console=tty0", "console=ttyS0", "console=ttyS0,115200n8", "rootdelay=300", "rootdelay=5", "a=\"b  c\"", "earlyprintk", "earlyprintk=ttyS0,115200", "x=console=ttyS0").ListOf().Select(words => string.Join(' ', words)).ToArbitrary(),
        line =>
        {
            string once = CommandLine.With(line, Serial);
            Assert.Equal(once, CommandLine.With(once, Serial));
            string[] words = once.Split(' ');
            Assert.Equal("console=ttyS0,115200n8", words.Last(word => word.StartsWith("console=", StringComparison.Ordinal)));
            Assert.All(Serial.Wanted, wanted => Assert.Contains(wanted, words));
            Assert.All(words, word => Assert.True(!word.StartsWith("rootdelay", StringComparison.Ordinal) || word == "rootdelay=300", once));
            Assert.DoesNotContain("quiet", words);
            Assert.Equal(Others(line), Others(once));
        }).QuickCheckThrowOnFailure();

    private static string Others(string line) => string.Join(' ', line.Split(' ').Where(word => word is "ro" or "a=\"b" or "c\"" or "x=console=ttyS0" or "console=tty0"));
}
