namespace Daybreak.Machine.Sudo;

/// <summary>What doas(1) reads: one line a rule, and the last one that matches counts.</summary>
/// <remarks>doas.conf(5). A line without its end is a syntax error.</remarks>
public static class DoasFile
{
    /// <summary>The configuration.</summary>
    public const string Main = "/etc/doas.conf";

    /// <summary>Where Alpine's doas has drop-ins, named *.conf.</summary>
    public const string DropInDirectory = "/etc/doas.d";

    private static readonly string[] OwnWords = ["permit", "deny", "as", "cmd", "args", "nopass", "nolog", "persist", "keepenv", "setenv"];

    /// <summary>A user's drop-in.</summary>
    public static string DropIn(string user) => $"{DropInDirectory}/90-daybreak-{user}.conf";

    /// <summary>The user's rule: everything as everybody.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="asksForPassword">Whether doas asks for the user's password, and remembers for a while that it did.</param>
    public static string Rule(string user, bool asksForPassword) => $"permit {(asksForPassword ? "persist" : "nopass")} {Quoted(user)}\n";

    /// <summary>The configuration with the user's rule as its last word; the same text when it has it.</summary>
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
        // Splitting counts what is behind the last line end as a line.
        if (text.Length == 0 || text.EndsWith('\n')) kept.Length--;
        return found ? kept.ToString() : kept.Append(wanted).ToString();
    }

    private static string Quoted(string user) => Array.IndexOf(OwnWords, user) >= 0 ? $"\"{user}\"" : user;
}
