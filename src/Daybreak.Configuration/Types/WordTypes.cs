using System.Diagnostics.CodeAnalysis;

namespace Daybreak.Configuration.Types;

/// <summary>yes, true, on or 1; or no, false, off or 0. The case does not matter.</summary>
internal sealed class YesNoType : SettingType<bool>
{
    /// <inheritdoc/>
    public override string Expected => "yes or no";

    /// <inheritdoc/>
    public override string Limits => "`yes` or `no`";

    /// <inheritdoc/>
    public override bool TryParse(string text, out bool value)
    {
        string word = text.ToLowerInvariant();
        value = word is "yes" or "true" or "on" or "1";
        return value || word is "no" or "false" or "off" or "0";
    }
}

/// <summary>One of a few words, in exactly this spelling.</summary>
internal sealed class ChoiceType<T> : SettingType<T>
{
    // Two arrays: for each T, the executable would contain the methods of a list of pairs.
    private readonly string[] words;
    private readonly T[] values;

    /// <summary>Creates the type.</summary>
    /// <param name="choices">Each word with the value that it stands for.</param>
    public ChoiceType(params ReadOnlySpan<(string Word, T Value)> choices)
    {
        words = new string[choices.Length];
        values = new T[choices.Length];
        for (int i = 0; i < choices.Length; i++) (words[i], values[i]) = choices[i];
    }

    /// <inheritdoc/>
    public override string Expected => List(words, "");

    /// <inheritdoc/>
    public override string Limits => List(words, "`");

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out T value)
    {
        int place = Array.IndexOf(words, text);
        value = place < 0 ? default : values[place];
        return place >= 0;
    }
}

/// <summary>Any words, separated by spaces or commas; an empty value is an empty list.</summary>
internal sealed class WordListType : SettingType<IReadOnlyList<string>>
{
    /// <inheritdoc/>
    public override string Expected => "a list of words";

    /// <inheritdoc/>
    public override string Limits => "words separated by spaces or commas; an empty value is an empty list";

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        value = Split(text);
        return true;
    }

    /// <summary>The words of a text.</summary>
    public static string[] Split(string text) => text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A list of known words, or <c>none</c> alone; an empty value is the default.</summary>
/// <param name="known">The words that are valid. All of them are the default.</param>
internal sealed class KnownWordsType(IReadOnlyList<string> known) : SettingType<IReadOnlyList<string>>
{
    /// <inheritdoc/>
    public override string Expected => $"none or a list of {string.Join(", ", known)}";

    /// <inheritdoc/>
    public override string Limits => $"`none`, or a list of `{string.Join("`, `", known)}`; an empty value is the default";

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        string[] words = WordListType.Split(text);
        value = words switch
        {
            [] => known,
            ["none"] => [],
            _ => words,
        };
        return value.All(known.Contains);
    }
}
