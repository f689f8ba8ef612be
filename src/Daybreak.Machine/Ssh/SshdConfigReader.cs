namespace Daybreak.Machine.Ssh;

/// <summary>Reads sshd_config and the included files into one list, in sshd's order.</summary>
/// <remarks>
/// sshd reads its configuration twice: once for the settings for all connections (before the first Match, or below <c>Match all</c>), and for
/// each connection a second time for the matching blocks. In each pass the first value of a keyword wins, and the second pass has priority.
/// </remarks>
/// <param name="files">The files.</param>
/// <param name="connection">The connection for which Match blocks are evaluated.</param>
internal sealed class SshdConfigReader(SshdFiles files, SshdConnection connection)
{
    /// <summary>The limit of sshd (SERVCONF_MAX_DEPTH).</summary>
    private const int DepthLimit = 16;

    private const int FileLimit = 1000;
    private const int FileSize = 1024 * 1024;
    private const int LineLimit = 64 * 1024;
    private const int DirectiveLimit = 100_000;

    private readonly List<SshdDirective> directives = [];
    private int filesRead;

    /// <summary>The scope of a line.</summary>
    /// <param name="ForAll">Whether the first pass reads it.</param>
    /// <param name="MatchResult">Whether the second pass reads it.</param>
    private readonly record struct Scope(bool ForAll, SshdMatchResult MatchResult);

    /// <summary>Reads.</summary>
    /// <exception cref="FileFailure">The configuration is invalid, so sshd would not start. The message names file and line.</exception>
    public IReadOnlyList<SshdDirective> Read(string path)
    {
        ReadFile(path, new Scope(true, SshdMatchResult.No), beforeMatch: true, 0);
        return directives;
    }

    private void ReadFile(string path, Scope scope, bool beforeMatch, int depth)
    {
        if (depth > DepthLimit) throw new FileFailure(path, $"the sshd configuration includes {path} more than {DepthLimit} deep: does it include itself?");
        if (++filesRead > FileLimit) throw new FileFailure(path, $"the sshd configuration includes more than {FileLimit} files: does {path} include itself?");
        string text = files.Read(path) ?? "";
        if (text.Length > FileSize) throw new FileFailure(path, $"{path} is larger than {FileSize / 1024} KiB, which is too large for an sshd configuration");

        // A block within an included file applies only if the including block applies too.
        var (began, number) = (scope, 0);
        bool within = !beforeMatch;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length > LineLimit) throw Wrong(path, number, $"the line is longer than {LineLimit / 1024} KiB");
            var words = SshdWords.Split(line);
            if (words.Value is not var (keyword, arguments)) throw Wrong(path, number, words.Failure!.Message);
            if (keyword.Length == 0) continue;
            switch (keyword.ToLowerInvariant())
            {
                case "include":
                    Include(arguments, path, number, scope, beforeMatch, depth);
                    break;
                case "match":
                    var match = SshdMatch.Evaluate(arguments, connection);
                    if (match.Value is not var (result, isAll)) throw Wrong(path, number, match.Failure!.Message);
                    scope = new Scope(isAll && began.ForAll, within ? SshdMatch.And(began.MatchResult, result) : result);
                    beforeMatch = false;
                    break;
                case "dsaauthentication" or "skeyauthentication" when !scope.ForAll:
                    throw Wrong(path, number, $"{keyword} is not allowed in a Match block");
                default:
                    Add(new SshdDirective(path, number, SshdDirective.Canonical(keyword), arguments, scope.ForAll, scope.MatchResult));
                    break;
            }
        }
    }

    private void Include(List<string> patterns, string path, int number, Scope scope, bool beforeMatch, int depth)
    {
        if (patterns.Count == 0) throw Wrong(path, number, "Include has no value");
        Add(new SshdDirective(path, number, SshdDirective.Include, patterns, scope.ForAll, scope.MatchResult));
        foreach (string pattern in patterns)
        {
            if (pattern.Length == 0) throw Wrong(path, number, "Include has an empty name");
            // sshd does not expand ~ here, and such a name is not relative to /etc/ssh either.
            if (pattern[0] == '~') continue;
            foreach (string file in files.Glob(pattern[0] == '/' ? pattern : $"/etc/ssh/{pattern}"))
                ReadFile(file, scope, beforeMatch, depth + 1);
        }
    }

    private void Add(SshdDirective directive)
    {
        if (directives.Count == DirectiveLimit) throw Wrong(directive.File, directive.Line, $"the sshd configuration has more than {DirectiveLimit} lines");
        if (directive.Check() is { } invalid) throw Wrong(directive.File, directive.Line, invalid.Message);
        directives.Add(directive);
    }

    private static FileFailure Wrong(string path, int number, string why) => new(path, $"{path}:{number}: {why}; sshd does not start with this configuration: correct the line");
}
