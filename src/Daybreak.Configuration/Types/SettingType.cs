using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Configuration.Types;

/// <summary>Which values of a key are valid.</summary>
internal abstract class SettingType
{
    /// <summary>Completes the sentence "VALUE is not …" of a warning.</summary>
    public abstract string Expected { get; }

    /// <summary>The valid values as the documentation has them. Words between backticks are code.</summary>
    public abstract string Limits { get; }

    /// <summary>Writes words as a list: "a", "a or b", "a, b or c", each between quotes.</summary>
    private protected static string List(IReadOnlyList<string> words, string quote)
    {
        string list = "";
        for (int i = 0; i < words.Count; i++) list += $"{(i == 0 ? "" : i < words.Count - 1 ? ", " : " or ")}{quote}{words[i]}{quote}";
        return list;
    }
}

/// <summary>Which values of a key are valid, and what they mean.</summary>
/// <typeparam name="T">The type of the property that holds the value.</typeparam>
internal abstract class SettingType<T> : SettingType
{
    /// <summary>Parses a value. The text is trimmed.</summary>
    public abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value);
}
