namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>locale</c>: LANG in locale.conf(5) or Debian's file; the locale is generated if the machine generates locales.</summary>
internal static class LocaleTask
{
    private const string Debian = "/etc/default/locale";
    private const string Usual = "/etc/locale.conf";
    private const string Generated = "/etc/locale.gen";

    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader)
    {
        if (reader.Line(node, "locale", IsLocale, "use a name such as en_GB.UTF-8") is not { } locale) yield break;
        yield return reader.Task("locale", $"locale {locale}", machine => Plan(machine, locale));
        if (IsBuiltIn(locale)) yield break;
        yield return reader.Script(
            "locale-gen", $"locale {locale} generated, if the machine does that,",
            $"#!/bin/sh\nif [ -e {Generated} ] && command -v locale-gen >/dev/null; then locale-gen; fi\n");
    }

    private static bool IsLocale(string locale) =>
        locale.Length is > 0 and < 64 && char.IsAsciiLetter(locale[0]) && CloudConfigReader.HasOnly(locale, "_.-@");

    private static bool IsBuiltIn(string locale) => locale.StartsWith("C.", StringComparison.Ordinal) || locale is "C" or "POSIX";

    private static IEnumerable<Change> Plan(MachineView machine, string locale)
    {
        string path = machine.Entry(Debian) is not null || machine.Entry("/usr/sbin/update-locale") is not null ? Debian : Usual;
        var lines = (machine.ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(line => line.TrimStart().StartsWith("LANG=", StringComparison.Ordinal));
        string wanted = $"LANG={locale}";
        if (!lines[true].SequenceEqual([wanted]))
        {
            foreach (var directory in EnsureDirectory.Above(machine, path)) yield return directory;
            yield return Change.Write(path, string.Join('\n', [.. lines[false], wanted, ""]), Permissions.WorldReadable, $"{wanted} in {path}");
        }
        if (IsBuiltIn(locale) || machine.ReadText(Generated) is not { } list) yield break;
        string entry = Entry(locale);
        if (!Array.Exists(list.Split('\n'), line => line.Trim() == entry))
            yield return Change.Write(Generated, FstabLines.Append(list, entry), Permissions.WorldReadable, $"{entry} in {Generated}");
    }

    // locale.gen(5): the locale and its character set.
    private static string Entry(string locale)
    {
        int dot = locale.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return $"{locale}.UTF-8 UTF-8";
        string set = locale[(dot + 1)..];
        return set.ToUpperInvariant() is "UTF-8" or "UTF8" ? $"{locale[..dot]}.UTF-8 UTF-8" : $"{locale} {set}";
    }
}
