using System.Text.RegularExpressions;

namespace Daybreak.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">The line of the opening fence, from 1.</param>
/// <param name="Lines">The lines between the fences.</param>
/// <param name="Reason">REASON of <c>&lt;!-- not run: REASON --&gt;</c> directly above it; null without that.</param>
internal sealed partial record PageBlock(string Page, int Line, IReadOnlyList<string> Lines, string? Reason)
{
    /// <summary>Whether a line of it is a command of this project, with or without a prompt.</summary>
    public bool ShowsOurCommand => Lines.Any(line => OurCommand().IsMatch(line));

    /// <summary>Whether it begins with a prompt.</summary>
    public bool IsSession => Lines.Count > 0 && Lines[0].StartsWith(PageCommand.Prompt, StringComparison.Ordinal);

    /// <summary>Whether the test runs it.</summary>
    public bool IsRun => IsSession && Reason is null;

    /// <summary>Reads the commands with the output below each.</summary>
    public IReadOnlyList<PageCommand> ReadCommands()
    {
        var commands = new List<PageCommand>();
        foreach (var (i, line) in Lines.Index())
        {
            if (line.StartsWith(PageCommand.Prompt, StringComparison.Ordinal))
                commands.Add(new(Line + i + 1, line[PageCommand.Prompt.Length..], []));
            else commands[^1].Output.Add(line);
        }
        return commands;
    }

    /// <summary>The pages whose blocks are run: README.md and everything below docs.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "README.md",
        .. Directory.EnumerateFiles(RepositoryRoot.Item("docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Directory, path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads the blocks of a page.</summary>
    public static IReadOnlyList<PageBlock> Read(string page)
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.Item(page));
        var blocks = new List<PageBlock>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!IsFence(lines[i])) continue;
            int end = Array.FindIndex(lines, i + 1, IsFence);
            Assert.True(end > 0, $"{page}:{i + 1}: the block has no end");
            var mark = i > 0 ? NotRun().Match(lines[i - 1]) : Match.Empty;
            blocks.Add(new(page, i + 1, lines[(i + 1)..end], mark.Success ? mark.Groups[1].Value : null));
            i = end;
        }
        return blocks;
    }

    private static bool IsFence(string line) => line.TrimStart().StartsWith("```", StringComparison.Ordinal);

    [GeneratedRegex(@"^(\$ )?(sudo )?(\./|out/)?daybreak(-simulator)?( |$)")]
    private static partial Regex OurCommand();

    [GeneratedRegex("^<!-- not run: (.+) -->$")]
    private static partial Regex NotRun();
}

/// <summary>A command of a page, without its prompt, and the output that the page shows.</summary>
internal sealed record PageCommand(int Line, string Text, List<string> Output)
{
    /// <summary>What a line with a command begins with.</summary>
    public const string Prompt = "$ ";
}
