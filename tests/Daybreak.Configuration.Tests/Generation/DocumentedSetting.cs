using System.Reflection;
using System.Text.RegularExpressions;

namespace Daybreak.Configuration.Tests.Generation;

/// <summary>An entry of the table together with its help.</summary>
internal sealed record DocumentedSetting(Setting Setting, SettingHelpAttribute Help)
{
    private static readonly Dictionary<Setting, SettingHelpAttribute?> Texts = typeof(SettingsTable).GetFields()
        .Where(field => field.FieldType == typeof(Setting))
        .ToDictionary(field => (Setting)field.GetValue(null)!, field => field.GetCustomAttribute<SettingHelpAttribute>());

    /// <summary>The keys of the table's fields, in the order of the text.</summary>
    public static IEnumerable<Setting> Fields => Texts.Keys;

    /// <summary>Every key, section by section.</summary>
    public static IReadOnlyList<IGrouping<string, DocumentedSetting>> Sections { get; } =
        [.. SettingsTable.All.Select(setting => new DocumentedSetting(setting, TextOf(setting))).GroupBy(setting => setting.Setting.Section)];

    /// <summary>The help with its details.</summary>
    public string FullHelp => Help.Details is null ? Help.Help : $"{Help.Help} {Help.Details}";

    /// <summary>The default as the documentation shows it.</summary>
    public string Default => Setting.Default is { } value ? $"`{value}`" : Help.DefaultInWords!;

    /// <summary>The help of a key; it is an error if the table has none.</summary>
    public static SettingHelpAttribute TextOf(Setting setting) =>
        Texts[setting] ?? throw new InvalidOperationException($"[{setting.Section}] {setting.Key}= has no help");

    /// <summary>Replaces the backticks around code.</summary>
    public static string Code(string text, string before, string after) => Regex.Replace(text, "`([^`]+)`", match => before + match.Groups[1].Value + after);
}
