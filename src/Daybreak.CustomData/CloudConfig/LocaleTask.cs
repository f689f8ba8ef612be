namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>locale</c>: LANG in locale.conf(5), or where Debian has it, and generated where the machine generates locales.</summary>
internal static class LocaleTask
{
    private const string Debian = "/etc/default/locale";
    private const string Usual = "/etc/locale.conf";
    private const string Generated = "/etc/locale.gen";

    public static void Read(YamlNode node, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        if (reader.Line(node, "locale") is not { } locale) return;
        bool fits = locale.Length is > 0 and < 64 && char.IsAsciiLetter(locale[0]);
        foreach (char c in locale)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-' or '@')) fits = false;
        if (!fits)
        {
            reader.Wrong(node, $"{CloudConfigReader.Shown(locale)} is no locale such as en_GB.UTF-8, and is not done");
            return;
        }
        tasks.Add(new MachineTask(reader.Key("locale"), reader.Title($"locale {locale}"), machine => Plan(machine, locale)));
        if (locale.StartsWith("C.", StringComparison.Ordinal) || locale is "C" or "POSIX") return;
        byte[] script = Encoding.UTF8.GetBytes($"#!/bin/sh\nif [ -e {Generated} ] && command -v locale-gen >/dev/null; then locale-gen; fi\n");
        tasks.Add(new ScriptTask(reader.Key("locale-gen"), reader.Title($"locale {locale} generated, where the machine does that,"), script, ["/bin/sh"], repeats: true));
    }

    private static List<Change> Plan(MachineView machine, string locale)
    {
        var changes = new List<Change>();
        string path = machine.Entry(Debian) is not null || machine.Entry("/usr/sbin/update-locale") is not null ? Debian : Usual;
        string before = machine.ReadText(path) ?? "";
        var lines = new List<string>();
        bool isThere = false;
        foreach (string line in before.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isLanguage = line.TrimStart().StartsWith("LANG=", StringComparison.Ordinal);
            if (isLanguage && isThere) continue;
            lines.Add(isLanguage ? $"LANG={locale}" : line);
            isThere |= isLanguage;
        }
        if (!isThere) lines.Add($"LANG={locale}");
        string text = string.Join('\n', lines) + "\n";
        if (text != before)
        {
            changes.AddRange(EnsureDirectory.Above(machine, path));
            changes.Add(Change.Write(path, text, Permissions.WorldReadable, $"LANG={locale} in {path}"));
        }
        if (machine.ReadText(Generated) is { } list && Wanted(locale) is { } wanted && !Array.Exists(list.Split('\n'), line => line.Trim() == wanted))
            changes.Add(Change.Write(Generated, $"{list}{(list.Length == 0 || list.EndsWith('\n') ? "" : "\n")}{wanted}\n", Permissions.WorldReadable, $"{wanted} in {Generated}"));
        return changes;
    }

    // locale.gen(5): the locale and its character set.
    private static string? Wanted(string locale) =>
        locale.StartsWith("C.", StringComparison.Ordinal) || locale is "C" or "POSIX" ? null
        : locale.EndsWith("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.EndsWith("utf8", StringComparison.OrdinalIgnoreCase) ? $"{locale[..Math.Max(0, locale.IndexOf('.', StringComparison.Ordinal))]}.UTF-8 UTF-8"
        : locale.Contains('.') ? $"{locale} {locale[(locale.IndexOf('.', StringComparison.Ordinal) + 1)..]}" : $"{locale}.UTF-8 UTF-8";
}
