using System.Text;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Tests.Kernel;

public class ConversationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Sends_and_receives_lines()
    {
        using var child = Start("while read line; do echo \"got $line\"; done");
        foreach (string line in (string[])["one", "", "two words", "ü"])
        {
            Assert.True(child.SendLine(Encoding.UTF8.GetBytes(line), Limit));
            Assert.Equal($"got {line}", Received(child));
        }
    }

    [Fact]
    public void Receives_several_lines_one_by_one()
    {
        using var child = Start("printf 'one\\n\\nthree\\nrest'");
        Assert.Equal("one||three", $"{Received(child)}|{Received(child)}|{Received(child)}");
        Assert.Null(Received(child));
    }

    [Fact]
    public void Stops_sending_a_large_line_if_the_child_stops_reading()
    {
        using var child = Start("exec cat");
        byte[] line = new byte[3 << 20];
        line.AsSpan().Fill((byte)'x');
        // cat stops reading when its output pipe is full, so the line cannot be sent completely.
        Assert.False(child.SendLine(line, Short));
    }

    [Fact]
    public void Receives_a_line_of_one_megabyte()
    {
        using var child = Start("read line; head -c 1000000 /dev/zero | tr '\\0' x; echo");
        Assert.True(child.SendLine("go"u8, Limit));
        Assert.Equal(1_000_000, child.ReceiveLine(Limit, 2_000_000)?.Length);
    }

    [Fact]
    public void Rejects_a_line_without_an_end()
    {
        using var child = Start("exec tr '\\0' x </dev/zero");
        Assert.Null(child.ReceiveLine(Limit, 100_000));
    }

    [Fact]
    public void Stops_waiting_at_the_time_limit()
    {
        using var child = Start("exec sleep infinity");
        Assert.Null(child.ReceiveLine(Short, 100));
        Assert.False(child.SendLine(new byte[1 << 20], Short));
    }

    [Fact]
    public void Neither_sends_to_nor_receives_from_a_child_that_has_ended()
    {
        using var child = Start("exit 0");
        Assert.Null(Received(child));
        bool isOpen = true;
        // The kernel closes the descriptors of an ended program one after the other, which may take some time on a busy machine.
        for (int tries = 0; isOpen && tries < 1000; tries++)
        {
            isOpen = child.SendLine("hello"u8, Limit);
            Thread.Sleep(1);
        }
        Assert.False(isOpen);
    }

    [Fact]
    public void Kills_a_child_that_does_not_end()
    {
        var child = Start("echo $$; exec sleep 60");
        int id = int.Parse(Received(child)!);
        Assert.True(Directory.Exists($"/proc/{id}"));
        child.Dispose();
        child.Dispose();
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public void Starts_children_in_a_clean_environment_without_the_pipes_of_other_children()
    {
        Environment.SetEnvironmentVariable("DAYBREAK_TEST_SECRET", "hush");
        string file = Path.GetTempFileName();
        using var first = Start($"cat; echo ended >{file}");
        using var second = Start("env | tr '\\n' ' '; echo; exec sleep 60");
        Assert.DoesNotContain("hush", Received(second), StringComparison.Ordinal);
        // If the second held the first one's input open, the first would not see its end, and would be killed before the echo.
        first.Dispose();
        Assert.Equal("ended\n", File.ReadAllText(file));
        File.Delete(file);
    }

    [Theory]
    [InlineData("/nowhere/program", "No such file or directory")]
    [InlineData("/etc/passwd", "Permission denied")]
    public void Reports_a_program_that_cannot_be_started(string program, string why)
    {
        var (started, failure) = Conversation.Start([program], TimeProvider.System);
        Assert.Null(started);
        Assert.Equal(why, failure!.Message);
    }

    private static Conversation Start(string script) =>
        Conversation.Start(["/bin/sh", "-c", script], TimeProvider.System).Value!;

    private static string? Received(Conversation child) => child.ReceiveLine(Limit, 100_000) is { } line ? Encoding.UTF8.GetString(line) : null;
}
