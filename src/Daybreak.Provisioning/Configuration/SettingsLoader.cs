using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Provisioning.Configuration;

/// <summary>Reads the configuration files below the root, the later winning.</summary>
public static class SettingsLoader
{
    private const string VendorFile = "/usr/lib/daybreak/daybreak.conf";
    private const string LocalFile = "/etc/daybreak/daybreak.conf";
    private const string LocalDirectory = "/etc/daybreak/daybreak.conf.d";

    /// <summary>Reads them all: the vendor's file, the local one, then *.conf of the local directory in the order of their names.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <param name="warn">Hears each warning, with file and line.</param>
    /// <exception cref="FileFailure">A file is there and cannot be read.</exception>
    public static Settings Load(RootDirectory root, Action<string> warn)
    {
        var reader = new ConfigurationFile(warn);
        var settings = new Settings();
        var names = root.List(LocalDirectory).Where(name => name.EndsWith(".conf", StringComparison.Ordinal));
        foreach (string path in (IEnumerable<string>)[VendorFile, LocalFile, .. names.Select(name => $"{LocalDirectory}/{name}")])
            if (root.Read(path) is { } content) settings = reader.Apply(settings, Encoding.UTF8.GetString(content), path);
        return settings;
    }

    /// <summary>Reads one file instead of all of them, by its path outside the root.</summary>
    public static Settings LoadOnly(string text, string path, Action<string> warn) => new ConfigurationFile(warn).Apply(new Settings(), text, path);
}
