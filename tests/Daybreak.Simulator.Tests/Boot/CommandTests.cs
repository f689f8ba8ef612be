using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>Invalid arguments are reported before a machine is started.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("boot /etc/passwd --scenario happy", 65, "is not a supported disk")]
    [InlineData("boot /nowhere", 66, "no such file: '/nowhere'.")]
    [InlineData("boot /nowhere --scenario never-heard-of", 65, "never-heard-of")]
    [InlineData("boot", 64, "Required argument missing")]
    [InlineData("boot x --memory 1", 64, "--memory requires a whole number from 64 to 1048576, not '1'.")]
    [InlineData("boot x --generation 3", 64, "--generation requires 1 or 2, not '3'.")]
    [InlineData("boot x --accelerator fast", 64, "--accelerator requires auto, kvm or tcg, not 'fast'.")]
    [InlineData("boot x --time-limit 0", 64, "--time-limit requires a whole number from 1 to 86400, not '0'.")]
    [InlineData("boot x --initrd y", 64, "--initrd and --append require --kernel.")]
    [InlineData("score --agent nonsense --inspection-key k", 64, "--agent requires NAME=IMAGE, not 'nonsense'.")]
    [InlineData("score --agent a=/nowhere --inspection-key k", 66, "no such file: '/nowhere'.")]
    [InlineData("score --agent a=b --inspection-key k --accelerator fast", 64, "--accelerator requires auto, kvm or tcg, not 'fast'.")]
    [InlineData("score --agent a=b", 64, "--inspection-key")]
    public async Task Rejects_invalid_arguments(string words, int status, string expected)
    {
        var (ended, output, errors) = await Commands.Program.Run(words.Split(' '));
        Assert.Equal(status, ended);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_an_invalid_accelerator_in_the_environment()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "daybreak-simulator"), ["boot", "/nowhere"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DAYBREAK_ACCELERATOR"] = "fast";
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Commands.Program.End(process);

        Assert.Equal(64, process.ExitCode);
        Assert.Contains("DAYBREAK_ACCELERATOR requires auto, kvm or tcg, not 'fast'.", errors, StringComparison.Ordinal);
    }
}
