namespace Daybreak.Machine.Sudo;

/// <summary>The files of doas(1): one rule per line, and the last matching rule wins.</summary>
/// <remarks>doas.conf(5). A last line without a line end is a syntax error.</remarks>
public static class DoasFile
{
    /// <summary>The main configuration file.</summary>
    public const string Main = "/etc/doas.conf";

    /// <summary>The directory of drop-ins (*.conf) of Alpine's doas.</summary>
    public const string DropInDirectory = "/etc/doas.d";

    private static readonly string[] OwnWords = ["permit", "deny", "as", "cmd", "args", "nopass", "nolog", "persist", "keepenv", "setenv"];

    /// <summary>The path of a user's drop-in.</summary>
    public static string DropIn(string user) => $"{DropInDirectory}/90-daybreak-{user}.conf";

    /// <summary>
    /// A rule that lets the user run any command as any user. If doas asks for the user's password, it caches it for a while.
    /// </summary>
    public static string Rule(string user, bool asksForPassword) => $"permit {(asksForPassword ? "persist" : "nopass")} {Quoted(user)}\n";

    /// <summary>The configuration with the user's rule at the end; the same text if it is there already.</summary>
    public static string WithRule(string text, string user, bool asksForPassword)
    {
        string wanted = Rule(user, asksForPassword);
        string other = Rule(user, !asksForPassword);
        bool found = false;
        var kept = new System.Text.StringBuilder();
        foreach (string line in text.Split('\n', StringSplitOptions.None))
        {
            if (line + "\n" == other) continue;
            found |= line + "\n" == wanted;
            kept.Append(line).Append('\n');
        }
        // Split returns an empty element after the last line end.
        if (text.Length == 0 || text.EndsWith('\n')) kept.Length--;
        return found ? kept.ToString() : kept.Append(wanted).ToString();
    }

    private static string Quoted(string user) => Array.IndexOf(OwnWords, user) >= 0 ? $"\"{user}\"" : user;
}
