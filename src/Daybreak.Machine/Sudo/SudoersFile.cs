namespace Daybreak.Machine.Sudo;

/// <summary>The files of sudo(8): a drop-in for each user, and the main file that includes the drop-ins.</summary>
/// <remarks>sudoers(5).</remarks>
public static class SudoersFile
{
    /// <summary>The directory of drop-ins.</summary>
    public const string DropInDirectory = "/etc/sudoers.d";

    /// <summary>The main file. If it is missing, sudo reads the vendor's file, if any.</summary>
    public const string Main = "/etc/sudoers";

    /// <summary>The vendor's main file, of distributions that reserve /etc for the administrator.</summary>
    public const string VendorMain = "/usr/etc/sudoers";

    /// <summary>Words with a special meaning in the position of a user name.</summary>
    private static readonly string[] OwnWords =
        ["Defaults", "User_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias", "Runas_Alias", "sudoedit", "list", "sha224", "sha256", "sha384", "sha512"];

    /// <summary>
    /// The path of a user's drop-in. sudo ignores files with a dot in their name, so a dot becomes "%2E", which no user name contains.
    /// </summary>
    public static string DropIn(string user) => $"{DropInDirectory}/90-daybreak-{user.Replace(".", "%2E", StringComparison.Ordinal)}";

    /// <summary>The path under which a drop-in is checked before it is used. sudo ignores it because of its dot.</summary>
    public static string Unchecked(string path) => path + ".unchecked";

    /// <summary>The text of the drop-in, which lets the user run any command as any user, with or without the user's password.</summary>
    public static string Rule(string user, bool asksForPassword) =>
        $"# Written by Daybreak for this VM's administrator.\n{RuleOf(user, $"ALL=(ALL:ALL) {(asksForPassword ? "" : "NOPASSWD:")}ALL")}\n";

    /// <summary>A rule for a user, without a line end. All rules that Daybreak writes are created here.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="rule">The rule after the user name, such as ALL=(ALL) ALL.</param>
    /// <exception cref="ArgumentException">sudoers(5) cannot express the name.</exception>
    public static string RuleOf(string user, string rule) => $"{Quoted(user)} {rule}";

    /// <summary>Whether the text of a main file includes the drop-ins.</summary>
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

    /// <summary>The main file with the drop-ins included at the end, where they have priority.</summary>
    /// <remarks>"#includedir" is not a comment in any version. sudo before 1.9.1 does not know "@includedir".</remarks>
    public static string WithDropIns(string text) =>
        $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}#includedir {DropInDirectory}\n";

    // In the position of a user name, a name without a lower-case letter is an alias, and ALL means all users. The characters ! = : , ( ) @ \ "
    // and white space are special. Quotation marks prevent this, but sudo-rs does not support them, so they are used only if needed.
    private static string Quoted(string user)
    {
        // A group, a netgroup or a user id, even in quotation marks. A line end cannot be written, and a backslash stays doubled.
        if (user.Length == 0 || user[0] is '%' or '+' or '#' || user.AsSpan().ContainsAnyInRange('\0', '\u001f') || user.Contains('\\'))
            throw new ArgumentException($"sudoers(5) cannot express the user name \"{user}\"", nameof(user));
        bool isPlain = Array.IndexOf(OwnWords, user) < 0 && user.AsSpan().ContainsAnyInRange('a', 'z') && (char.IsAsciiLetter(user[0]) || user[0] == '_');
        foreach (char character in user) isPlain &= char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.';
        return isPlain ? user : $"\"{user.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
