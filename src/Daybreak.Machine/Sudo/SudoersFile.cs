namespace Daybreak.Machine.Sudo;

/// <summary>What sudo(8) reads: the rule of one user in a file of its own, and the main file that has to include it.</summary>
/// <remarks>sudoers(5).</remarks>
public static class SudoersFile
{
    /// <summary>Where drop-ins are.</summary>
    public const string DropInDirectory = "/etc/sudoers.d";

    /// <summary>The main file; where it is missing, sudo has none, or reads the vendor's.</summary>
    public const string Main = "/etc/sudoers";

    /// <summary>The main file of distributions that keep /etc for the administrator.</summary>
    public const string VendorMain = "/usr/etc/sudoers";

    /// <summary>Words that have another meaning to sudo in the place of a user.</summary>
    private static readonly string[] OwnWords =
        ["Defaults", "User_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias", "Runas_Alias", "sudoedit", "list", "sha224", "sha256", "sha384", "sha512"];

    /// <summary>
    /// A user's drop-in. sudo passes over files with a dot in their name, so a dot becomes "%2E", which no user name has in it.
    /// </summary>
    public static string DropIn(string user) => $"{DropInDirectory}/90-daybreak-{user.Replace(".", "%2E", StringComparison.Ordinal)}";

    /// <summary>Where a drop-in waits to be checked: sudo passes over it for its dot.</summary>
    public static string Unchecked(string path) => path + ".unchecked";

    /// <summary>What the drop-in says: everything as everybody.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="asksForPassword">Whether sudo asks for the user's password.</param>
    public static string Rule(string user, bool asksForPassword) =>
        $"# Written by Daybreak for this VM's administrator.\n{RuleOf(user, $"ALL=(ALL:ALL) {(asksForPassword ? "" : "NOPASSWD:")}ALL")}\n";

    /// <summary>One rule of one user, without the line end. Every rule that Daybreak writes is made here.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="rule">What follows the user, such as ALL=(ALL) ALL.</param>
    /// <exception cref="ArgumentException">sudoers(5) has no way to write the name.</exception>
    public static string RuleOf(string user, string rule) => $"{Quoted(user)} {rule}";

    /// <summary>Whether a main file includes the drop-ins.</summary>
    /// <param name="text">Its content.</param>
    public static bool IncludesDropIns(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.Trim();
            if (!trimmed.StartsWith("@includedir", StringComparison.Ordinal) && !trimmed.StartsWith("#includedir", StringComparison.Ordinal)) continue;
            string rest = trimmed["@includedir".Length..];
            if (rest.Length == 0 || rest[0] is not (' ' or '\t')) continue;
            string directory = rest.Trim().Trim('"').TrimEnd('/');
            if (directory is DropInDirectory or "sudoers.d") return true;
        }
        return false;
    }

    /// <summary>A main file that includes the drop-ins, at its end, where what they say counts last.</summary>
    /// <remarks>With "#", which every sudo takes for no comment here; "@includedir" is unknown to those before 1.9.1.</remarks>
    public static string WithDropIns(string text) =>
        $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}#includedir {DropInDirectory}\n";

    // In the place of a user, a name without a lower-case letter is an alias, and ALL is every user. The characters ! = : , ( ) @ \ " and
    // white space end a word or begin something else. Quotation marks take all of that away, but sudo-rs does not know them: they are used
    // only where they are needed.
    private static string Quoted(string user)
    {
        // A group, a netgroup or a user id, even within quotation marks. A line end cannot be written at all, and a backslash stays doubled.
        if (user.Length == 0 || user[0] is '%' or '+' or '#' || user.AsSpan().ContainsAnyInRange('\0', '\u001f') || user.Contains('\\'))
            throw new ArgumentException($"sudoers(5) cannot express the user name \"{user}\"", nameof(user));
        bool isPlain = Array.IndexOf(OwnWords, user) < 0 && user.AsSpan().ContainsAnyInRange('a', 'z') && (char.IsAsciiLetter(user[0]) || user[0] == '_');
        foreach (char character in user) isPlain &= char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.';
        return isPlain ? user : $"\"{user.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
