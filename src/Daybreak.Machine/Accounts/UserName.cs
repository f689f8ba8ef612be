namespace Daybreak.Machine.Accounts;

/// <summary>The administrator's user name. It must be valid for useradd, for sudoers and as a directory name.</summary>
/// <remarks>
/// useradd(8): a letter or underscore, then letters, digits, underscores, dots and hyphens, at most 32 characters. Many programs
/// take a name of digits as a user id. "." and ".." are directories.
/// </remarks>
public sealed record UserName
{
    /// <summary>The maximum length in characters, from utmp and useradd.</summary>
    public const int Limit = 32;

    private UserName(string text) => Text = text;

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Parses a name, or says why it is invalid.</summary>
    public static Result<UserName> Parse(string text)
    {
        if (text.Length is 0 or > Limit) return Failure.Invalid($"has {text.Length} characters; a user name has 1 to {Limit}");
        if (!char.IsAsciiLetter(text[0]) && text[0] != '_') return Failure.Invalid("does not begin with a letter or an underscore");
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.') continue;
            string shown = character is > ' ' and <= '~' ? $"\"{character}\"" : $"the character U+{(int)character:X4}";
            return Failure.Invalid($"contains {shown}; a user name may contain only letters, digits, underscores, dots and hyphens");
        }
        return new UserName(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
