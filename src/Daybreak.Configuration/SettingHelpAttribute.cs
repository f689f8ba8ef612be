namespace Daybreak.Configuration;

/// <summary>
/// The help of an entry of <see cref="SettingsTable"/>. daybreak.conf, the documentation page and the manual page are generated from it.
/// Words between backticks are code. The agent does not read attributes, so the texts are not part of the executable.
/// </summary>
/// <param name="help">What the key is for, in one or a few sentences. In all three files.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class SettingHelpAttribute(string help) : Attribute
{
    /// <summary>What the key is for.</summary>
    public string Help => help;

    /// <summary>More sentences, for the documentation page and the manual page.</summary>
    public string? Details { get; init; }

    /// <summary>The operator's page with the whole subject, below docs, with an anchor if the page has more subjects.</summary>
    public string? Page { get; init; }

    /// <summary>The default in words, if <see cref="Setting.Default"/> is null.</summary>
    public string? DefaultInWords { get; init; }

    /// <summary>A value to show in daybreak.conf if <see cref="Setting.Default"/> is null.</summary>
    public string? Example { get; init; }
}
