using System.Diagnostics.CodeAnalysis;

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

    /// <summary>Parses a name.</summary>
    /// <param name="text">The text from the source.</param>
    /// <param name="name">The name.</param>
    /// <param name="refusal">Why it is invalid, as the continuation of a sentence that begins with the source.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out UserName? name, [NotNullWhen(false)] out string? refusal)
    {
        name = null;
        refusal = Refusal(text);
        if (refusal is not null) return false;
        name = new UserName(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? Refusal(string text)
    {
        if (text.Length is 0 or > Limit) return $"has {text.Length} characters; a user name has 1 to {Limit}";
        if (!char.IsAsciiLetter(text[0]) && text[0] != '_') return "does not begin with a letter or an underscore";
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.') continue;
            string shown = character is > ' ' and <= '~' ? $"\"{character}\"" : $"the character U+{(int)character:X4}";
            return $"contains {shown}; a user name may contain only letters, digits, underscores, dots and hyphens";
        }
        return null;
    }
}
