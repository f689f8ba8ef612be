using System.Globalization;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>What sshd's configuration says for one user, without running sshd.</summary>
/// <remarks>sshd_config(5). An sshd from before OpenSSH 8.2 has no Include; then none is in a configuration with which it runs.</remarks>
public sealed class SshdConfig
{
    /// <summary>Where sshd looks.</summary>
    public const string MainPath = "/etc/ssh/sshd_config";

    /// <summary>Where distributions with an empty /etc keep it; read only where the other is missing.</summary>
    public const string VendorPath = "/usr/etc/ssh/sshd_config";

    private const string DefaultKeyFiles = ".ssh/authorized_keys .ssh/authorized_keys2";

    private SshdConfig(string path, IReadOnlyList<SshdDirective> directives)
    {
        Path = path;
        Directives = directives;
    }

    /// <summary>The file that is read first.</summary>
    public string Path { get; }

    /// <summary>All lines, in the order in which sshd reads them.</summary>
    public IReadOnlyList<SshdDirective> Directives { get; }

    /// <summary>Reads the configuration.</summary>
    /// <param name="files">The files.</param>
    /// <param name="connection">Who connects.</param>
    /// <returns>Null when there is none, and so no OpenSSH server.</returns>
    /// <exception cref="FileFailure">sshd would not start with it; the sentence names file and line.</exception>
    public static SshdConfig? Read(SshdFiles files, SshdConnection connection)
    {
        string path = files.Read(MainPath) is null ? VendorPath : MainPath;
        return files.Read(path) is null ? null : new SshdConfig(path, new SshdConfigReader(files, connection).Read(path));
    }

    /// <summary>The line that counts; null when sshd's own default does.</summary>
    /// <param name="keyword">In lower case.</param>
    /// <param name="supposing">Whether blocks that may be for the connection are taken to be for it.</param>
    public SshdDirective? Winner(string keyword, bool supposing = false)
    {
        SshdDirective? forAll = null;
        foreach (var directive in Directives)
        {
            if (directive.Keyword != keyword) continue;
            if (directive.Verdict == SshdVerdict.Yes || (supposing && directive.Verdict == SshdVerdict.Maybe)) return directive;
            if (directive.ForAll) forAll ??= directive;
        }
        return forAll;
    }

    /// <summary>The line that counts for everybody, as far as no Match block says otherwise; null when sshd's own default does.</summary>
    public SshdDirective? ForAll(string keyword)
    {
        foreach (var directive in Directives)
            if (directive.ForAll && directive.Keyword == keyword) return directive;
        return null;
    }

    /// <summary>Whether a setting that is yes where nothing is said is on.</summary>
    public bool IsOn(string keyword, bool supposing = false) => !"no".Equals(Winner(keyword, supposing)?.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>The files in which sshd looks for a user's keys, in its order, %-tokens replaced.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="id">The user's id.</param>
    /// <param name="home">The home directory.</param>
    /// <exception cref="FileFailure">There is a token that sshd does not know: it would refuse every login.</exception>
    public IReadOnlyList<string> AuthorizedKeysFiles(string user, uint id, string home)
    {
        var line = Winner("authorizedkeysfile");
        var paths = new List<string>();
        foreach (string file in line?.Arguments ?? DefaultKeyFiles.Split(' '))
        {
            if (file.Equals("none", StringComparison.OrdinalIgnoreCase)) continue;
            // sshd expands ~ with its own home directory, which is root's; then the path is absolute.
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
                _ => throw new FileFailure(Path, $"{line?.Position}: AuthorizedKeysFile {text} has the token %{token}, which sshd does not know: it would refuse every key"),
            });
        }
        return expanded.ToString();
    }
}
