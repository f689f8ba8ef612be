using System.Text;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.Kernel;

public class ConversationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Lines_go_both_ways()
    {
        using var child = Start("while read line; do echo \"heard $line\"; done");
        foreach (string line in (string[])["one", "", "two words", "ü"])
        {
            Assert.True(child.Say(Encoding.UTF8.GetBytes(line), Patience));
            Assert.Equal($"heard {line}", Heard(child));
        }
    }

    [Fact]
    public void Several_lines_at_once_are_heard_one_by_one()
    {
        using var child = Start("printf 'one\\n\\nthree\\nrest'");
        Assert.Equal("one||three", $"{Heard(child)}|{Heard(child)}|{Heard(child)}");
        Assert.Null(Heard(child));
    }

    [Fact]
    public void A_line_of_megabytes_goes_through_both_pipes()
    {
        using var child = Start("exec cat");
        byte[] line = new byte[3 << 20];
        line.AsSpan().Fill((byte)'x');
        // cat answers while it still listens: both sides would wait for the other if the whole line had to be taken first.
        Assert.False(child.Say(line, Short));
    }

    [Fact]
    public void A_megabyte_is_heard_whole()
    {
        using var child = Start("read line; head -c 1000000 /dev/zero | tr '\\0' x; echo");
        Assert.True(child.Say("go"u8, Patience));
        Assert.Equal(1_000_000, child.Hear(Patience, 2_000_000)?.Length);
    }

    [Fact]
    public void A_line_without_end_is_cut_off()
    {
        using var child = Start("exec tr '\\0' x </dev/zero");
        Assert.Null(child.Hear(Patience, 100_000));
    }

    [Fact]
    public void Silence_ends_with_the_limit()
    {
        using var child = Start("exec sleep infinity");
        Assert.Null(child.Hear(Short, 100));
        Assert.False(child.Say(new byte[1 << 20], Short));
    }

    [Fact]
    public void A_child_that_is_gone_neither_hears_nor_speaks()
    {
        using var child = Start("exit 0");
        Assert.Null(Heard(child));
        bool listens = true;
        // The kernel closes the ends of an ended program one after the other; a busy machine may take its time between them.
        for (int tries = 0; listens && tries < 1000; tries++)
        {
            listens = child.Say("hello"u8, Patience);
            Thread.Sleep(1);
        }
        Assert.False(listens);
    }

    [Fact]
    public void A_child_that_does_not_end_is_ended()
    {
        var child = Start("echo $$; exec sleep 60");
        int id = int.Parse(Heard(child)!);
        Assert.True(Directory.Exists($"/proc/{id}"));
        child.Dispose();
        child.Dispose();
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public void Its_environment_is_clean_and_the_end_of_another_is_not_in_its_hands()
    {
        Environment.SetEnvironmentVariable("DAYBREAK_TEST_SECRET", "hush");
        string file = Path.GetTempFileName();
        using var first = Start($"cat; echo ended >{file}");
        using var second = Start("env | tr '\\n' ' '; echo; exec sleep 60");
        Assert.DoesNotContain("hush", Heard(second), StringComparison.Ordinal);
        // If the second held the first one's input open, the first would not see its end, and would be killed before the echo.
        first.Dispose();
        Assert.Equal("ended\n", File.ReadAllText(file));
        File.Delete(file);
    }

    [Theory]
    [InlineData("/nowhere/program", "No such file or directory")]
    [InlineData("/etc/passwd", "Permission denied")]
    public void What_is_no_program_is_told(string program, string why)
    {
        Assert.Null(Conversation.TryStart([program], TimeProvider.System, out string? error));
        Assert.Equal(why, error);
    }

    private static Conversation Start(string script) =>
        Conversation.TryStart(["/bin/sh", "-c", script], TimeProvider.System, out string? error) ?? throw new InvalidOperationException(error);

    private static string? Heard(Conversation child) => child.Hear(Patience, 100_000) is { } line ? Encoding.UTF8.GetString(line) : null;
}
