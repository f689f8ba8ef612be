namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>packages</c>, <c>package_update</c> and <c>package_upgrade</c>, by the package manager that exists when the task runs.</summary>
internal static class Packages
{
    private static readonly string[] Managers = ["apt", "dnf", "yum", "zypper", "apk"];

    /// <summary>Reads all of these keys at the first of them.</summary>
    public static ScriptTask? Read(YamlNode root, YamlNode key, CloudConfigReader reader)
    {
        // In the order in which they are read.
        foreach (string first in (string[])["package_update", "package_upgrade"])
            if (key.Text != first && root[first] is { IsNull: false }) return null;
            else if (key.Text == first) break;
        bool update = root["package_update"] is { } wantsUpdate && reader.Flag(wantsUpdate, "package_update") == true;
        bool upgrade = root["package_upgrade"] is { } wantsUpgrade && reader.Flag(wantsUpgrade, "package_upgrade") == true;
        var script = new Lists();
        if (root["packages"] is { IsNull: false } packages)
            foreach (var item in reader.Items(packages, "packages")) Add(item, null, script, reader);
        if (!update && !upgrade && script.Count == 0) return null;
        string what = script.Count == 0 ? "packages" : script.Count == 1 ? "1 package" : $"{script.Count} packages";
        return new ScriptTask(
            reader.Key("packages"), reader.Title($"{what}{(update ? ", lists updated" : "")}{(upgrade ? ", all upgraded" : "")},"), Encoding.UTF8.GetBytes(script.Write(update, upgrade)), ["/bin/sh"], repeats: true);
    }

    private static void Add(YamlNode item, string? manager, Lists lists, CloudConfigReader reader)
    {
        switch (item.Kind)
        {
            case YamlKind.Mapping when manager is null:
                for (int i = 0; i < item.Keys.Count; i++)
                {
                    if (Array.IndexOf(Managers, item.Keys[i].Text) < 0) reader.NotDone(item.Keys[i], $"packages of {CloudConfigReader.Shown(item.Keys[i].Text)} are not installed: only those of apt, dnf, zypper and apk are");
                    else foreach (var of in reader.Items(item.Values[i], "packages")) Add(of, item.Keys[i].Text == "yum" ? "dnf" : item.Keys[i].Text, lists, reader);
                }
                return;
            case YamlKind.Sequence when item.Items is [var name, var version]:
                if (Name(name, reader) is { } versioned && Name(version, reader) is { } which) lists.Add(manager, versioned, which);
                return;
            case YamlKind.Scalar:
                if (Name(item, reader) is { } package) lists.Add(manager, package, null);
                return;
            default:
                reader.Wrong(item, "a package must be a name, or a list of name and version, and is not installed");
                return;
        }
    }

    private static string? Name(YamlNode node, CloudConfigReader reader)
    {
        if (reader.Line(node, "a package's name") is not { } text) return null;
        bool fits = text.Length is > 0 and <= 200 && text[0] != '-';
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && !"+-._:~=/@*<>!^".Contains(c)) fits = false;
        if (fits) return text;
        reader.Wrong(node, $"{CloudConfigReader.Shown(text)} can be no package's name or version, and is not installed: correct it");
        return null;
    }

    private sealed class Lists
    {
        private readonly Dictionary<string, StringBuilder> words = new(StringComparer.Ordinal) { ["apt"] = new(), ["dnf"] = new(), ["zypper"] = new(), ["apk"] = new() };

        public int Count { get; private set; }

        public void Add(string? manager, string name, string? version)
        {
            Count++;
            foreach (var (each, text) in words)
                if (manager is null || manager == each) text.Append(' ').Append(Commands.Quote(version is null ? name : $"{name}{(each == "dnf" ? "-" : "=")}{version}"));
        }

        public string Write(bool update, bool upgrade)
        {
            var script = new StringBuilder("#!/bin/sh\nset -e\nexport DEBIAN_FRONTEND=noninteractive\n");
            string word = "if";
            foreach (string[] tool in (string[][])
            [
                ["apt-get", "apt", "apt-get -q update", "apt-get -qy -o Dpkg::Options::=--force-confold dist-upgrade", "apt-get -qy -o Dpkg::Options::=--force-confold install --"],
                ["dnf", "dnf", "dnf -q makecache", "dnf -y upgrade", "dnf -y install --"],
                ["yum", "dnf", "yum -q makecache", "yum -y update", "yum -y install --"],
                ["zypper", "zypper", "zypper -n refresh", "zypper -n update", "zypper -n install --"],
                ["apk", "apk", "apk update", "apk upgrade", "apk add --"],
            ])
            {
                script.Append(word).Append(" command -v ").Append(tool[0]).Append(" >/dev/null; then\n  :\n");
                var packages = words[tool[1]];
                // apt and apk do not fetch the lists themselves, and images come without them.
                bool needsLists = tool[0] is "apt-get" or "apk" && (upgrade || packages.Length > 0);
                if (update || needsLists) script.Append("  ").Append(tool[2]).Append('\n');
                if (upgrade) script.Append("  ").Append(tool[3]).Append('\n');
                if (packages.Length > 0) script.Append("  ").Append(tool[4]).Append(packages).Append('\n');
                word = "elif";
            }
            return script.Append("else\n  echo 'no package manager: none of apt-get, dnf, yum, zypper and apk is there' >&2\n  exit 69\nfi\n").ToString();
        }
    }
}
