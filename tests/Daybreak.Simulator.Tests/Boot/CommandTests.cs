using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>What is wrong with the words of the command line is said before anything is started.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("boot /etc/passwd --scenario happy", 65, "is no disk that is known here")]
    [InlineData("boot /nowhere", 66, "there is no file '/nowhere'.")]
    [InlineData("boot /nowhere --scenario never-heard-of", 65, "never-heard-of")]
    [InlineData("boot", 64, "Required argument missing")]
    [InlineData("boot x --memory 1", 64, "--memory takes a whole number from 64 to 1048576, not '1'.")]
    [InlineData("boot x --generation 3", 64, "--generation takes 1 or 2, not '3'.")]
    [InlineData("boot x --accelerator fast", 64, "--accelerator takes auto, kvm or tcg, not 'fast'.")]
    [InlineData("boot x --time-limit 0", 64, "--time-limit takes a whole number from 1 to 86400, not '0'.")]
    [InlineData("boot x --initrd y", 64, "--initrd and --append go with --kernel.")]
    [InlineData("score --agent nonsense --inspection-key k", 64, "--agent takes NAME=IMAGE, not 'nonsense'.")]
    [InlineData("score --agent a=/nowhere --inspection-key k", 66, "there is no file '/nowhere'.")]
    [InlineData("score --agent a=b --inspection-key k --accelerator fast", 64, "--accelerator takes auto, kvm or tcg, not 'fast'.")]
    [InlineData("score --agent a=b", 64, "--inspection-key")]
    public async Task Bad_words_are_one_sentence(string words, int status, string expected)
    {
        var (ended, output, errors) = await Commands.Program.Run(words.Split(' '));
        Assert.Equal(status, ended);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_accelerator_in_the_environment_is_refused()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "daybreak-simulator"), ["boot", "/nowhere"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DAYBREAK_ACCELERATOR"] = "fast";
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Commands.Program.End(process);

        Assert.Equal(64, process.ExitCode);
        Assert.Contains("DAYBREAK_ACCELERATOR takes auto, kvm or tcg, not 'fast'.", errors, StringComparison.Ordinal);
    }
}
