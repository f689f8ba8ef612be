using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Machine.Accounts;

/// <summary>The administrator's user name: what useradd, sudoers and a home directory can all carry.</summary>
/// <remarks>
/// useradd(8): a letter or underscore first, then letters, digits, underscores, dots and hyphens, at most 32 characters. Names of
/// digits alone are user ids to many programs; "." and ".." are directories.
/// </remarks>
public sealed record UserName
{
    /// <summary>The longest name in characters, as utmp and useradd have it.</summary>
    public const int Limit = 32;

    private UserName(string text) => Text = text;

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Reads a name.</summary>
    /// <param name="text">What a source said.</param>
    /// <param name="name">The name.</param>
    /// <param name="refusal">Why it is none, in words that follow the name of its source.</param>
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
        if (!char.IsAsciiLetter(text[0]) && text[0] != '_') return "does not begin with a letter or an underscore, which every Linux user name does";
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.') continue;
            string shown = character is > ' ' and <= '~' ? $"\"{character}\"" : $"the character U+{(int)character:X4}";
            return $"has {shown} in it; a user name has only letters, digits, underscores, dots and hyphens";
        }
        return null;
    }
}
