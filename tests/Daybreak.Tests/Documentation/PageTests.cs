namespace Daybreak.Tests.Documentation;

/// <summary>The commands in README.md and docs are run, and print what the pages show.</summary>
public class PageTests
{
    public static TheoryData<string> Pages { get; } = [.. PageBlock.Pages.Where(page => PageBlock.Read(page).Any(block => block.IsRun))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_print_what_the_page_shows(string page)
    {
        using var session = new PageSession();
        foreach (var block in PageBlock.Read(page).Where(block => block.IsRun))
        {
            var commands = block.ReadCommands();
            for (int i = 0; i < commands.Count; i++)
            {
                var command = commands[i];
                string printed = session.Run(command);
                string place = $"{page}:{command.Line}: {command.Text}", shownOutput = string.Join('\n', command.Output);
                bool matches = ShownOutput.Matches(command.Output, printed);
                Assert.True(matches, $"{place}\n--- the page shows\n{shownOutput}\n--- the command printed\n{printed}");
                bool shown = i + 1 < commands.Count && commands[i + 1].Text == "echo $?";
                Assert.True(shown || session.Exit == 0, $"{place}: exit status {session.Exit}; show it with $ echo $?");
            }
        }
    }

    [Fact]
    public void Every_command_of_this_project_is_run_or_marked_as_not_run()
    {
        var blocks = PageBlock.Pages.SelectMany(PageBlock.Read).Where(block => block.ShowsOurCommand || block.Reason is not null).ToList();

        Assert.All(blocks, block => Assert.True(
            block.Reason is not null || block.IsRun,
            $"{block.Page}:{block.Line}: begin each command with '$ ', or write <!-- not run: REASON --> directly above the block"));

        int run = blocks.Count(block => block.IsRun);
        TestContext.Current.TestOutputHelper!.WriteLine($"blocks with commands: {run} run, {blocks.Count - run} marked as not run");
        Assert.True(run > blocks.Count - run, "most blocks must be run");
    }

    [Theory]
    [InlineData("a\nb", "a\nb\n", true)]
    [InlineData("a\nb", "a\nc\n", false)]
    [InlineData("a", "a\nb\n", false)]
    [InlineData("", "a\n", false)]
    [InlineData("a\n…\nd", "a\nb\nc\nd\n", true)]
    [InlineData("a\n…\nd", "a\nb\nc\n", false)]
    [InlineData("…", "", true)]
    [InlineData("a … c", "a b c\n", true)]
    [InlineData("a … c", "a b d\n", false)]
    [InlineData("Daybreak/0.1.0: done in 1.5 ms", "Daybreak/0.2.0: done in 1,028.3 ms\n", true)]
    [InlineData("done in 1.5 ms: 8 changes", "done in 1.5 ms: 7 changes\n", false)]
    [InlineData("imds  1.0 ms |█  |", "imds    12.0 ms |  ██ |\n", true)]
    [InlineData("\"since\": \"2026-11-21T12:22:37.671Z\",", "\"since\": \"2031-01-02T03:04:05Z\",\n", true)]
    [InlineData("\"since\": \"2026-11-21T12:22:37.671Z\",", "\"since\": \"yesterday\",\n", false)]
    [InlineData("\"ms\": 0.019", "\"ms\": 12\n", true)]
    [InlineData("\"changes\": 2", "\"changes\": 3\n", false)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:40313\n", true)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.2:8080\n", false)]
    public void Compares_output_except_what_differs_in_each_run(string shown, string printed, bool matches) =>
        Assert.Equal(matches, ShownOutput.Matches(shown.Length == 0 ? [] : shown.Split('\n'), printed));
}
