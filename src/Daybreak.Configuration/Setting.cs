using Daybreak.Configuration.Types;

namespace Daybreak.Configuration;

/// <summary>One key of the configuration: an entry of <see cref="SettingsTable"/>.</summary>
internal abstract class Setting
{
    private protected Setting(string section, string key, string? defaultText)
    {
        Section = section;
        Key = key;
        Default = defaultText;
    }

    /// <summary>The section, without brackets.</summary>
    public string Section { get; }

    /// <summary>The key, without the equals sign.</summary>
    public string Key { get; }

    /// <summary>The default as a file has it. Null if the default depends on the machine and no value stands for it.</summary>
    public string? Default { get; }

    /// <summary>Which values are valid.</summary>
    public abstract SettingType Type { get; }

    /// <summary>Sets the value. An invalid value changes nothing; the result is then false.</summary>
    public abstract bool TrySet(ref Settings settings, string text);

    /// <summary>Creates an entry.</summary>
    public static Setting Of<T>(string section, string key, SettingType<T> type, string? defaultText, Func<Settings, T, Settings> set) =>
        new Typed<T>(section, key, type, defaultText, set);

    private sealed class Typed<T>(string section, string key, SettingType<T> type, string? defaultText, Func<Settings, T, Settings> set) : Setting(section, key, defaultText)
    {
        public override SettingType Type => type;

        public override bool TrySet(ref Settings settings, string text)
        {
            if (!type.TryParse(text, out var value)) return false;
            settings = set(settings, value);
            return true;
        }
    }
}
