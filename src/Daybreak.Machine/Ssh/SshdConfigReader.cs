using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>Reads sshd_config and what it includes into one list, in the order in which sshd does.</summary>
/// <remarks>
/// sshd reads its configuration twice: once for what holds for everybody (what stands before the first Match, or below <c>Match all</c>), and
/// for each connection a second time for the blocks that match it. Each time the first value of a keyword wins, and the second comes before the first.
/// </remarks>
/// <param name="files">The files.</param>
/// <param name="connection">Who connects.</param>
internal sealed class SshdConfigReader(SshdFiles files, SshdConnection connection)
{
    /// <summary>As sshd has it (SERVCONF_MAX_DEPTH).</summary>
    private const int DepthLimit = 16;

    private const int FileLimit = 1000;
    private const int FileSize = 1024 * 1024;
    private const int LineLimit = 64 * 1024;
    private const int DirectiveLimit = 100_000;

    private readonly List<SshdDirective> directives = [];
    private int filesRead;

    /// <summary>What is true where a line stands.</summary>
    /// <param name="ForAll">Whether the first reading takes it.</param>
    /// <param name="Verdict">Whether the second reading takes it.</param>
    private readonly record struct Place(bool ForAll, SshdVerdict Verdict);

    /// <summary>Reads.</summary>
    /// <exception cref="FileFailure">sshd would not start with it; the sentence names file and line.</exception>
    public IReadOnlyList<SshdDirective> Read(string path)
    {
        ReadFile(path, new Place(true, SshdVerdict.No), beforeMatch: true, 0);
        return directives;
    }

    private void ReadFile(string path, Place place, bool beforeMatch, int depth)
    {
        if (depth > DepthLimit) throw new FileFailure(path, $"the sshd configuration includes {path} more than {DepthLimit} deep: does it include itself?");
        if (++filesRead > FileLimit) throw new FileFailure(path, $"the sshd configuration includes more than {FileLimit} files: does {path} include itself?");
        string text = files.Read(path) ?? "";
        if (text.Length > FileSize) throw new FileFailure(path, $"{path} is larger than {FileSize / 1024} KiB, which no sshd configuration is");

        // A block within a file that a block includes is for those whom both are for.
        var (began, number) = (place, 0);
        bool within = !beforeMatch;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length > LineLimit) throw Wrong(path, number, $"the line has more than {LineLimit / 1024} KiB");
            if (SshdWords.Split(line, out string keyword, out var arguments) is { } unreadable) throw Wrong(path, number, unreadable);
            if (keyword.Length == 0) continue;
            switch (keyword.ToLowerInvariant())
            {
                case "include":
                    Include(arguments, path, number, place, beforeMatch, depth);
                    break;
                case "match":
                    if (SshdMatch.Judge(arguments, connection, out var verdict, out bool isAll) is { } senseless) throw Wrong(path, number, senseless);
                    place = new Place(isAll && began.ForAll, within ? SshdMatch.And(began.Verdict, verdict) : verdict);
                    beforeMatch = false;
                    break;
                case "dsaauthentication" or "skeyauthentication" when !place.ForAll:
                    throw Wrong(path, number, $"{keyword} cannot stand in a Match block");
                default:
                    Add(new SshdDirective(path, number, SshdDirective.Canonical(keyword), arguments, place.ForAll, place.Verdict));
                    break;
            }
        }
    }

    private void Include(List<string> patterns, string path, int number, Place place, bool beforeMatch, int depth)
    {
        if (patterns.Count == 0) throw Wrong(path, number, "nothing follows Include");
        Add(new SshdDirective(path, number, SshdDirective.Include, patterns, place.ForAll, place.Verdict));
        foreach (string pattern in patterns)
        {
            if (pattern.Length == 0) throw Wrong(path, number, "Include has an empty name");
            // sshd expands no ~ here, and a name that begins with one is not taken below /etc/ssh either.
            if (pattern[0] == '~') continue;
            foreach (string file in files.Glob(pattern[0] == '/' ? pattern : $"/etc/ssh/{pattern}"))
                ReadFile(file, place, beforeMatch, depth + 1);
        }
    }

    private void Add(SshdDirective directive)
    {
        if (directives.Count == DirectiveLimit) throw Wrong(directive.File, directive.Line, $"the sshd configuration has more than {DirectiveLimit} lines");
        if (directive.Problem is { } problem) throw Wrong(directive.File, directive.Line, problem);
        directives.Add(directive);
    }

    private static FileFailure Wrong(string path, int number, string why) => new(path, $"{path}:{number}: {why}: sshd does not start with this configuration");
}
