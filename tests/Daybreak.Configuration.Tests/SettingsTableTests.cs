using Daybreak.Configuration.Tests.Generation;

namespace Daybreak.Configuration.Tests;

/// <summary>The table against the defaults of <see cref="Settings"/> and against the limits that the documentation shows.</summary>
public sealed class SettingsTableTests
{
    public static TheoryData<string> Keys => [.. SettingsTable.All.Select(Name)];

    [Fact]
    public void Lists_every_key_once_in_the_order_of_the_fields()
    {
        Assert.Equal(DocumentedSetting.Fields, SettingsTable.All);
        Assert.Distinct(SettingsTable.All.Select(Name));
    }

    [Fact]
    public void The_keys_of_a_section_are_next_to_each_other()
    {
        var sections = new List<string>();
        foreach (var setting in SettingsTable.All)
            if (sections.LastOrDefault() != setting.Section) sections.Add(setting.Section);
        Assert.Distinct(sections);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_has_help_in_sentences(string name)
    {
        var setting = Of(name);
        var help = DocumentedSetting.TextOf(setting);
        foreach (string text in (string[])[help.Help, help.Details ?? help.Help])
        {
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.True(text.Count(letter => letter == '`') % 2 == 0, text);
        }
        Assert.Equal(setting.Default is null, help.DefaultInWords is not null);
        Assert.Equal(setting.Default is null, help.Example is not null);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_default_of_the_table_is_the_default_of_the_settings(string name)
    {
        var setting = Of(name);
        if (setting.Default is not { } value) return;
        Values.AssertEqual(new Settings(), Load(setting, value));
        // The key really sets that value: after another one it restores it.
        string other = Values.Accepted(setting).First(text => !Values.AreEqual(new Settings(), Load(setting, text)));
        Values.AssertEqual(new Settings(), SettingsLoader.LoadOnly($"[{setting.Section}]\n{setting.Key}={other}\n{setting.Key}={value}\n", "file", Assert.Fail));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_value_within_the_documented_limits_is_accepted(string name)
    {
        foreach (string value in Values.Accepted(Of(name))) Load(Of(name), value);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_value_beyond_the_documented_limits_is_a_warning_and_changes_nothing(string name)
    {
        var setting = Of(name);
        foreach (string value in Values.Refused(setting))
        {
            var warnings = new List<string>();
            var settings = SettingsLoader.LoadOnly($"[{setting.Section}]\n{setting.Key}={value}\n", "file", warnings.Add);
            Assert.Equal($"file:2: {setting.Key}={value.Trim()} is not {setting.Type.Expected}; the setting is ignored", MessageRules.Check(Assert.Single(warnings)));
            Values.AssertEqual(new Settings(), settings);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Different_words_of_a_choice_have_different_meanings(string name)
    {
        var setting = Of(name);
        if (!setting.Type.GetType().Name.StartsWith("ChoiceType", StringComparison.Ordinal)) return;
        var words = Values.Words(setting);
        for (int i = 0; i < words.Length; i++)
            for (int j = 0; j < i; j++) Assert.False(Values.AreEqual(Load(setting, words[i]), Load(setting, words[j])), $"{words[i]} and {words[j]} mean the same");
    }

    private static Settings Load(Setting setting, string value) => SettingsLoader.LoadOnly($"[{setting.Section}]\n{setting.Key}={value}\n", "file", Assert.Fail);

    private static Setting Of(string name) => SettingsTable.All.Single(setting => Name(setting) == name);

    private static string Name(Setting setting) => $"[{setting.Section}] {setting.Key}=";
}
