using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Provisioning.Specification;

/// <summary>A host name that the platform allows for a Linux VM: 1 to 64 letters, digits and hyphens, no hyphen at either end.</summary>
/// <remarks>hostname(7) and the kernel (64 bytes, uname(2)) allow more characters.</remarks>
public sealed record HostName
{
    /// <summary>The longest name in characters.</summary>
    public const int Limit = 64;

    private HostName(string text) => Text = text;

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Reads a name.</summary>
    /// <param name="text">What a source said.</param>
    /// <param name="name">The name.</param>
    /// <param name="refusal">Why it is none, in words that follow the name of its source.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostName? name, [NotNullWhen(false)] out string? refusal)
    {
        name = null;
        refusal = Refusal(text);
        if (refusal is not null) return false;
        name = new HostName(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? Refusal(string text)
    {
        if (text.Length == 0) return "is empty; a host name has 1 to 64 letters, digits and hyphens";
        if (text.Length > Limit) return $"has {text.Length} characters; a host name has at most {Limit}";
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsAsciiLetterOrDigit(character) || character == '-') continue;
            string shown = character is > ' ' and <= '~' ? $"\"{character}\"" : $"the character U+{(int)character:X4}";
            return $"has {shown} at position {i + 1}; a host name has only letters, digits and hyphens";
        }
        return text[0] == '-' || text[^1] == '-' ? "begins or ends with a hyphen, which no host name does" : null;
    }
}
