namespace Daybreak.Core.Tests;

public sealed class ProgressLogTests
{
    [Fact]
    public void Writes_each_line_with_its_severity()
    {
        var lines = new List<(Severity, string)>();
        var log = new ProgressLog((severity, line) => lines.Add((severity, line)));
        log.Detail("one");
        log.Say("two");
        log.Warn("three");
        Assert.Equal([(Severity.Detail, "one"), (Severity.Fact, "two"), (Severity.Warning, "three")], lines);
    }

    [Theory]
    [InlineData("a\nb\r\tc", "a b  c")]
    [InlineData("\u001b[2Jx\u009b\0", " [2Jx  ")]
    [InlineData("wéb …", "wéb …")]
    public void Replaces_control_characters(string text, string shown)
    {
        var lines = new List<string>();
        new ProgressLog((_, line) => lines.Add(line)).Say(text);
        Assert.Equal(shown, Assert.Single(lines));
    }
}
