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

    /// <summary>Parses a name.</summary>
    /// <returns>The name, or why it is invalid.</returns>
    public static Result<HostName> Parse(string text)
    {
        if (text.Length == 0) return Failure.Invalid("is empty; a host name has 1 to 64 letters, digits and hyphens");
        if (text.Length > Limit) return Failure.Invalid($"has {text.Length} characters; a host name has at most {Limit}");
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsAsciiLetterOrDigit(character) || character == '-') continue;
            string shown = character is > ' ' and <= '~' ? $"\"{character}\"" : $"the character U+{(int)character:X4}";
            return Failure.Invalid($"has {shown} at position {i + 1}; a host name has only letters, digits and hyphens");
        }
        if (text[0] == '-' || text[^1] == '-') return Failure.Invalid("begins or ends with a hyphen, which no host name does");
        return new HostName(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
