namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>packages</c>, <c>package_update</c> and <c>package_upgrade</c>, by the package manager that exists when the task runs.</summary>
internal static class Packages
{
    private static readonly string[] Managers = ["apt", "dnf", "zypper", "apk"];

    /// <summary>The keys, in the order in which they are read.</summary>
    private static readonly string[] Keys = ["package_update", "package_upgrade", "packages"];

    /// <summary>Reads all of these keys at the first of them.</summary>
    public static IEnumerable<CustomDataTask> Read(YamlNode root, YamlNode key, CloudConfigReader reader)
    {
        if (Array.Find(Keys, each => root.Given(each) is not null) != key.Text) yield break;
        bool update = reader.IsSet(root, "package_update"), upgrade = reader.IsSet(root, "package_upgrade");
        var lists = new Lists();
        if (root.Given("packages") is { } packages)
            foreach (var item in reader.Items(packages, "packages")) Add(item, null, lists, reader);
        if (!update && !upgrade && lists.Count == 0) yield break;
        string what = lists.Count == 0 ? "packages" : lists.Count == 1 ? "1 package" : $"{lists.Count} packages";
        string title = $"{what}{(update ? ", lists updated" : "")}{(upgrade ? ", all upgraded" : "")},";
        yield return reader.Script("packages", title, lists.Write(update, upgrade));
    }

    private static void Add(YamlNode item, string? manager, Lists lists, CloudConfigReader reader)
    {
        switch (item.Kind)
        {
            case YamlKind.Mapping when manager is null:
                foreach (var (key, packages) in item.Keys.Zip(item.Values))
                {
                    string name = key.Text == "yum" ? "dnf" : key.Text;
                    if (Array.IndexOf(Managers, name) >= 0)
                        foreach (var package in reader.Items(packages, "packages")) Add(package, name, lists, reader);
                    else reader.NotDone(key, $"packages of {CloudConfigReader.Shown(name)} are not supported: use apt, dnf, zypper or apk");
                }
                return;
            case YamlKind.Sequence when item.Items is [var first, var version]:
                if (Name(first, reader) is { } versioned && Name(version, reader) is { } which) lists.Add(manager, versioned, which);
                return;
            case YamlKind.Scalar:
                if (Name(item, reader) is { } single) lists.Add(manager, single, null);
                return;
            default:
                reader.Wrong(item, "a package must be a name, or a list of name and version");
                return;
        }
    }

    private static string? Name(YamlNode node, CloudConfigReader reader) =>
        reader.Line(node, "package name or version", IsName, "use letters, digits and +-._:~=/@*<>!^");

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 200 && text[0] != '-' && CloudConfigReader.HasOnly(text, "+-._:~=/@*<>!^");

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
            return script.Append("else\n  echo 'no package manager: none of apt-get, dnf, yum, zypper and apk is installed' >&2\n  exit 69\nfi\n").ToString();
        }
    }
}
