namespace Daybreak.Configuration;

/// <summary>The value of one key as the file has it. Whoever reads it as what it is not gets null, and the warning is out.</summary>
/// <param name="section">Without brackets.</param>
/// <param name="key">The key.</param>
/// <param name="text">The text after the equals sign, trimmed.</param>
/// <param name="place">File and line, for warnings.</param>
/// <param name="warn">Hears each warning.</param>
internal sealed class SettingValue(string section, string key, string text, string place, Action<string> warn)
{
    /// <summary>The text as it is.</summary>
    public string Text => text;

    /// <summary>A time span of at least <paramref name="least"/>.</summary>
    public TimeSpan? Time(TimeSpan least)
    {
        if (SystemdTime.TryParse(text, out var time) && time >= least) return time;
        warn($"{place}: {key}={text} is not a time of at least {least.TotalSeconds:0} s, such as 18min, and has no effect");
        return null;
    }

    /// <summary>yes, true, on, 1, or no, false, off, 0.</summary>
    public bool? Flag()
    {
        bool? flag = text.ToLowerInvariant() switch
        {
            "yes" or "true" or "on" or "1" => true,
            "no" or "false" or "off" or "0" => false,
            _ => null,
        };
        if (flag is null) warn($"{place}: {key}={text} is neither yes nor no and has no effect");
        return flag;
    }

    /// <summary>One of a few words.</summary>
    public string? OneOf(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
            if (text == word) return word;
        string listed = words.Length == 2 ? $"neither {words[0]} nor {words[1]}" : $"none of {string.Join(", ", words.ToArray())}";
        warn($"{place}: {key}={text} is {listed} and has no effect");
        return null;
    }

    /// <summary>Words with spaces or commas between them; none for an empty value.</summary>
    public IReadOnlyList<string> Words() => text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Says that the value is wrong, and why.</summary>
    public void Refuse(string why) => warn($"{place}: {key}={text} {why} and has no effect");

    /// <summary>Warns of a key that nobody knows.</summary>
    public Settings Unknown(Settings settings)
    {
        warn($"{place}: [{section}] {key}= is not known and has no effect");
        return settings;
    }
}
