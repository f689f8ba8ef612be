using System.Text;

namespace Daybreak.Configuration;

/// <summary>Reads the configuration files; a later file overrides an earlier one, key by key.</summary>
public static class SettingsLoader
{
    private const string VendorFile = "/usr/lib/daybreak/daybreak.conf";
    private const string LocalFile = "/etc/daybreak/daybreak.conf";
    private const string LocalDirectory = "/etc/daybreak/daybreak.conf.d";

    /// <summary>Reads the vendor's file, the local file, and then *.conf of the local directory in the byte order of their names.</summary>
    /// <param name="read">Returns the content of a file below the root; null when there is none.</param>
    /// <param name="list">Returns the names in a directory below the root, sorted by byte.</param>
    /// <param name="warn">Receives each warning, with file and line.</param>
    public static Settings Load(Func<string, byte[]?> read, Func<string, IEnumerable<string>> list, Action<string> warn)
    {
        var reader = new ConfigurationFile(warn);
        var settings = new Settings();
        var names = list(LocalDirectory).Where(name => name.EndsWith(".conf", StringComparison.Ordinal));
        foreach (string path in (IEnumerable<string>)[VendorFile, LocalFile, .. names.Select(name => $"{LocalDirectory}/{name}")])
            if (read(path) is { } content) settings = reader.Apply(settings, Encoding.UTF8.GetString(content), path);
        return settings;
    }

    /// <summary>Reads one file instead of all of them.</summary>
    public static Settings LoadOnly(string text, string path, Action<string> warn) => new ConfigurationFile(warn).Apply(new Settings(), text, path);
}
