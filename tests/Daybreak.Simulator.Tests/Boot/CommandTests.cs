namespace Daybreak.Simulator.Tests.Boot;

/// <summary>What is wrong with the words of the command line is said before anything is started.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("boot /etc/passwd --scenario happy", 65, "is no disk that is known here")]
    [InlineData("boot /nowhere", 65, "the image '/nowhere' cannot be read")]
    [InlineData("boot /nowhere --scenario never-heard-of", 65, "never-heard-of")]
    [InlineData("boot", 64, "Required argument missing")]
    [InlineData("boot x --memory 1", 64, "--memory takes 64 to 1048576 MiB.")]
    [InlineData("boot x --generation 3", 64, "--generation takes 1 or 2.")]
    [InlineData("boot x --time-limit 0", 64, "--time-limit takes 1 to 86400 seconds.")]
    [InlineData("boot x --initrd y", 64, "--initrd and --append go with --kernel.")]
    [InlineData("score --agent nonsense --inspection-key k", 64, "--agent takes NAME=IMAGE, not 'nonsense'.")]
    [InlineData("score --agent a=/nowhere --inspection-key k", 65, "the image '/nowhere' cannot be read")]
    [InlineData("score --agent a=b", 64, "--inspection-key")]
    public async Task Bad_words_are_one_sentence(string words, int status, string expected)
    {
        var (ended, output, errors) = await Commands.Program.Run(words.Split(' '));
        Assert.Equal(status, ended);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
