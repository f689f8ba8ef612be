namespace Daybreak.Machine.Ssh;

/// <summary>The sshd configuration for one user, evaluated without running sshd.</summary>
/// <remarks>sshd_config(5). sshd before OpenSSH 8.2 does not know Include, so no configuration that works with it contains one.</remarks>
public sealed class SshdConfig
{
    /// <summary>The main file.</summary>
    public const string MainPath = "/etc/ssh/sshd_config";

    /// <summary>The main file of distributions with an empty /etc; read only if the other is missing.</summary>
    public const string VendorPath = "/usr/etc/ssh/sshd_config";

    private const string DefaultKeyFiles = ".ssh/authorized_keys .ssh/authorized_keys2";

    private SshdConfig(string path, IReadOnlyList<SshdDirective> directives)
    {
        Path = path;
        Directives = directives;
    }

    /// <summary>The file that was read first.</summary>
    public string Path { get; }

    /// <summary>All lines, in the order in which sshd reads them.</summary>
    public IReadOnlyList<SshdDirective> Directives { get; }

    /// <summary>
    /// Reads the configuration, with the Match blocks for this connection; null if there is none, and so no OpenSSH server.
    /// </summary>
    /// <exception cref="FileFailure">The configuration is invalid, so sshd would not start. The message names file and line.</exception>
    public static SshdConfig? Read(SshdFiles files, SshdConnection connection)
    {
        string path = files.Read(MainPath) is null ? VendorPath : MainPath;
        return files.Read(path) is null ? null : new SshdConfig(path, new SshdConfigReader(files, connection).Read(path));
    }

    /// <summary>
    /// The effective line for a keyword in lower case; null if sshd's default applies. Blocks that may match count as matching on request.
    /// </summary>
    public SshdDirective? Effective(string keyword, bool assumeMatch = false)
    {
        SshdDirective? forAll = null;
        foreach (var directive in Directives)
        {
            if (directive.Keyword != keyword) continue;
            if (directive.MatchResult == SshdMatchResult.Yes || (assumeMatch && directive.MatchResult == SshdMatchResult.Maybe)) return directive;
            if (directive.ForAll) forAll ??= directive;
        }
        return forAll;
    }

    /// <summary>The effective line outside Match blocks; null if sshd's default applies.</summary>
    public SshdDirective? ForAll(string keyword)
    {
        foreach (var directive in Directives)
            if (directive.ForAll && directive.Keyword == keyword) return directive;
        return null;
    }

    /// <summary>Whether a setting with the default yes is enabled.</summary>
    public bool IsOn(string keyword, bool assumeMatch = false) => !"no".Equals(Effective(keyword, assumeMatch)?.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The files in which sshd looks for a user's keys, in order, with %-tokens replaced.</summary>
    /// <exception cref="FileFailure">A token is unknown, so sshd would refuse every login.</exception>
    public IReadOnlyList<string> AuthorizedKeysFiles(string user, uint id, string home)
    {
        var line = Effective("authorizedkeysfile");
        var paths = new List<string>();
        foreach (string file in line?.Arguments ?? DefaultKeyFiles.Split(' '))
        {
            if (file.Equals("none", StringComparison.OrdinalIgnoreCase)) continue;
            // sshd expands ~ to its own home directory, root's. The path is then absolute.
            string path = file == "~" || file.StartsWith("~/", StringComparison.Ordinal) ? "/root" + file[1..] : file;
            path = Expand(path, user, id, home, line);
            paths.Add(path.StartsWith('/') ? path : $"{home.TrimEnd('/')}/{path}");
        }
        return paths;
    }

    private string Expand(string text, string user, uint id, string home, SshdDirective? line)
    {
        var expanded = new System.Text.StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                expanded.Append(text[i]);
                continue;
            }
            char token = ++i < text.Length ? text[i] : ' ';
            expanded.Append(token switch
            {
                '%' => "%",
                'h' => home,
                'u' => user,
                'U' => id.ToString(CultureInfo.InvariantCulture),
                _ => throw new FileFailure(Path, $"{line?.Position}: AuthorizedKeysFile {text} has the token %{token}, which sshd does not know, so sshd would refuse every key: correct the line"),
            });
        }
        return expanded.ToString();
    }
}
