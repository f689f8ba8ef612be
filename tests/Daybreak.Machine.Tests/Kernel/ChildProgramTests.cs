using System.Runtime.InteropServices;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.Kernel;

public sealed partial class ChildProgramTests
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    private static ProgramOutcome Shell(string script, TimeSpan? limit = null) => ChildProgram.Run(["/bin/sh", "-c", script], limit ?? Ample, TimeProvider.System);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(255)]
    public void Returns_the_exit_code(int code)
    {
        var outcome = Shell($"exit {code}");
        Assert.Equal((code, false, null, ""), (outcome.ExitCode, outcome.TimedOut, outcome.StartError, outcome.ErrorOutput));
        Assert.Equal(code == 0, outcome.Succeeded);
        if (code != 0) Assert.Equal($"/sbin/x failed with exit code {code}", outcome.Sentence("/sbin/x"));
    }

    [Theory]
    [InlineData("KILL", 9)]
    [InlineData("TERM", 15)]
    [InlineData("SEGV", 11)]
    public void Returns_a_signal_as_a_negative_exit_code(string signal, int number)
    {
        var outcome = Shell($"kill -{signal} $$");
        Assert.Equal(-number, outcome.ExitCode);
        Assert.Equal($"/sbin/x was ended by signal {number}", outcome.Sentence("/sbin/x"));
    }

    [Theory]
    [InlineData("/nowhere/program", "No such file or directory")]
    [InlineData("/etc/passwd", "Permission denied")]
    [InlineData("/etc", "Permission denied")]
    public void Reports_a_program_that_cannot_be_started(string program, string why)
    {
        var outcome = ChildProgram.Run([program], Ample, TimeProvider.System);
        Assert.Equal((null, why), (outcome.ExitCode, outcome.StartError));
        Assert.Equal($"{program} could not be started: {why}", outcome.Sentence(program));
        Assert.False(outcome.Succeeded);
    }

    [Fact]
    public void Runs_several_programs_at_the_same_time()
    {
        string directory = Directory.CreateTempSubdirectory("daybreak-together-").FullName;
        // Each program succeeds only after all have started.
        IReadOnlyList<string>[] programs = [.. Enumerable.Range(0, 4).Select(number => (string[])
            ["/bin/sh", "-c", $"touch {directory}/{number}; for i in $(seq 1500); do [ \"$(ls {directory})\" = \"$(seq 0 3)\" ] && {{ echo {number} >&2; exit {number}; }}; sleep 0.01; done; exit 99"])];
        var outcomes = ChildProgram.RunTogether(programs, Ample, TimeProvider.System);
        Directory.Delete(directory, recursive: true);
        Assert.Equal([(0, "0"), (1, "1"), (2, "2"), (3, "3")], outcomes.Select(outcome => (outcome.ExitCode ?? -1, outcome.ErrorOutput)));
    }

    [Fact]
    public void Returns_the_outcome_of_each_program()
    {
        var outcomes = ChildProgram.RunTogether(
            [["/bin/sh", "-c", "echo slow >&2; exec >&2 2>/dev/null; sleep 60"], ["/nowhere/program"], ["/bin/sh", "-c", "exec 2>&-; exit 3"], ["/bin/sh", "-c", "sleep 60"], ["/bin/true"]],
            TimeSpan.FromMilliseconds(500),
            TimeProvider.System);
        Assert.Equal([(-9, true), (null, false), (3, false), (-9, true), (0, false)], outcomes.Select(outcome => (outcome.ExitCode, outcome.TimedOut)));
        Assert.Equal(("slow", "No such file or directory"), (outcomes[0].ErrorOutput, outcomes[1].StartError));
        Assert.Empty(ChildProgram.RunTogether([], Ample, TimeProvider.System));
    }

    [Fact]
    public void Passes_arguments_unchanged()
    {
        var outcome = ChildProgram.Run(["/bin/sh", "-c", "printf '<%s>' \"$@\" >&2", "name", "a b", "", "$HOME", "ä\n"], Ample, TimeProvider.System);
        Assert.Equal("<a b><><$HOME><ä\n>", outcome.ErrorOutput);
    }

    [Fact]
    public void Discards_the_output_and_provides_empty_input() => Assert.Equal("end", Shell("yes | head -c 200000; cat; echo end >&2").ErrorOutput);

    [Fact]
    public void Keeps_the_end_of_a_large_error_output()
    {
        var outcome = Shell("head -c 3000000 /dev/zero | tr '\\0' x >&2; printf END >&2");
        Assert.Equal(2048, outcome.ErrorOutput.Length);
        Assert.EndsWith("xxxEND", outcome.ErrorOutput, StringComparison.Ordinal);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public void Begins_the_kept_error_output_with_a_complete_character()
    {
        for (int shift = 0; shift < 3; shift++)
        {
            string output = Shell($"i=0; while [ $i -lt 1500 ]; do printf 語 >&2; i=$((i+1)); done; printf '{new string('x', shift)}' >&2").ErrorOutput;
            Assert.DoesNotContain('\ufffd', output);
            Assert.StartsWith("語", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Kills_the_program_and_its_children_at_the_time_limit()
    {
        var outcome = Shell("sleep 300 & echo $! >&2; wait", TimeSpan.FromMilliseconds(300));
        Assert.Equal((true, -9, false), (outcome.TimedOut, outcome.ExitCode, outcome.Succeeded));
        Assert.Equal("/sbin/x exceeded its time limit and was killed", outcome.Sentence("/sbin/x"));
        Assert.True(IsGone(int.Parse(outcome.ErrorOutput)));
    }

    [Fact]
    public void Kills_a_program_with_endless_error_output_at_the_time_limit()
    {
        var outcome = Shell("yes >&2", TimeSpan.FromMilliseconds(300));
        Assert.True(outcome.TimedOut);
        Assert.Contains("y\ny\ny", outcome.ErrorOutput, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_for_a_program_that_closes_its_error_output()
    {
        Assert.Equal(7, Shell("exec 2>&-; sleep 0.2; exit 7").ExitCode);
        Assert.True(Shell("exec 2>&-; sleep 300", TimeSpan.FromMilliseconds(300)).TimedOut);
    }

    [Fact]
    public void Does_not_wait_for_a_daemon_that_the_program_started()
    {
        // The daemon keeps the error output open, as many do.
        var outcome = Shell("setsid sleep infinity & echo $! >&2; exit 3");
        try
        {
            Assert.Equal((3, false), (outcome.ExitCode, outcome.TimedOut));
        }
        finally
        {
            _ = kill(int.Parse(outcome.ErrorOutput), 9);
        }
    }

    [Fact]
    public void Runs_the_program_in_a_clean_environment()
    {
        Environment.SetEnvironmentVariable("DAYBREAK_TEST_SECRET", "x");
        string[] environment = Shell("/usr/bin/env >&2").ErrorOutput.Split('\n');
        Assert.Equal(["HOME", "LC_ALL", "PATH", "PWD"], environment.Select(line => line.Split('=')[0]).Where(name => name is not ("_" or "OLDPWD" or "SHLVL")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Passes_no_descriptors_to_the_program()
    {
        int[] ends = new int[2];
        Assert.Equal(0, pipe(ends));
        try
        {
            // Descriptor 3 is the directory that ls has open.
            Assert.Equal("0\n1\n2\n3", Shell("exec ls /proc/self/fd >&2").ErrorOutput);
        }
        finally
        {
            foreach (int end in ends) _ = close(end);
        }
    }

    [Fact]
    public void Resets_the_signals_of_the_program()
    {
        // The C library uses signals 32 and 33.
        const ulong programs = 0x7fff_ffff;
        var lines = Shell("grep -E '^Sig(Ign|Blk)' /proc/self/status >&2").ErrorOutput.Split('\n').Select(line => Convert.ToUInt64(line.Split('\t')[1], 16) & programs);
        Assert.Equal([0UL, 0UL], lines);
    }

    [Fact]
    public void Leaves_no_descriptor_open()
    {
        Shell("true");
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 100; i++)
        {
            Shell("true");
            ChildProgram.Run(["/nowhere"], Ample, TimeProvider.System);
        }
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 1, before + 50);
    }

    // The process does not exist, or is a zombie that has not been reaped.
    private static bool IsGone(int process)
    {
        for (int i = 0; i < 200; i++)
        {
            string path = $"/proc/{process}/stat";
            try
            {
                if (!File.Exists(path) || File.ReadAllText(path).Split(')')[^1].Trim()[0] is 'Z' or 'X') return true;
            }
            catch (IOException)
            {
                return true;
            }
            Thread.Sleep(10);
        }
        return false;
    }

    [LibraryImport("libc")]
    private static partial int pipe(int[] ends);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
