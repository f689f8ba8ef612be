using Daybreak.CustomData.CloudConfig.Yaml;

namespace Daybreak.Migration;

/// <summary>Reads what cloud-init's configuration (/etc/cloud/cloud.cfg and its cloud.cfg.d) says of provisioning on Azure.</summary>
public static class CloudInitFiles
{
    /// <summary>Says all of one file; a later file's word takes the place of an earlier one's.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="to">Takes the equivalents.</param>
    /// <returns>Why it cannot be read; null when it could.</returns>
    public static YamlFailure? Read(ReadOnlySpan<byte> utf8, Equivalents to)
    {
        if (YamlReader.TryRead(utf8, out var failure) is not { } document) return failure;
        for (int i = 0; i < document.Keys.Count; i++) Say(document.Keys[i].Text, document.Values[i], to);
        return null;
    }

    private static void Say(string key, YamlNode value, Equivalents to)
    {
        switch (key)
        {
            case "datasource":
                if (value["Azure"] is { } azure) Each(azure, (name, node) => Source(name, node, to));
                break;
            case "system_info":
                if (value["default_user"] is { } user) Each(user, (name, node) => User(name, node, to));
                break;
            case "ssh_deletekeys" when IsFalse(value):
                to.Set("Ssh", "HostKeyTypes", "none", "ssh_deletekeys: false");
                break;
            case "ssh_deletekeys":
                break;
            case "ssh_genkeytypes":
                if (!to.Says("Ssh", "HostKeyTypes", "none")) to.Set("Ssh", "HostKeyTypes", Words(value), key);
                break;
            case "swap":
                if (value["size"] is { } size) to.Set("Swap", "Size", size.Text, "swap: size");
                break;
            case "mounts":
                foreach (var mount in value.Items) Mount(mount, to);
                break;
            case "fs_setup":
                foreach (var item in value.Items)
                    if (item["filesystem"] is { } type && (item["device"]?.Text ?? "").StartsWith("ephemeral0", StringComparison.Ordinal)) to.Set("TemporaryDisk", "FileSystem", type.Text, "fs_setup: filesystem");
                break;
            case "users":
                foreach (var item in value.Items)
                    if (item.Text != "default") to.None("users", "only the platform's administrator is made; further accounts are for custom data");
                break;
            default:
                if (Reasons.CloudInit(key) is { } why) to.None(key, why);
                break;
        }
    }

    private static void Source(string key, YamlNode value, Equivalents to)
    {
        string from = $"datasource: Azure: {key}";
        switch (key)
        {
            case "apply_network_config":
                to.Set("Network", "Secondary", IsFalse(value) ? "leave" : "configure", from);
                break;
            case "experimental_fail_on_missing_customdata":
                to.None(from, "custom data that is announced and missing is always a failure");
                break;
            case "never_destroy_ntfs":
                if (IsFalse(value)) to.None(from, "NTFS is formatted only where it holds nothing but the platform's own files");
                else to.Set("TemporaryDisk", "Policy", "off", from);
                break;
            case "data_dir" or "disk_aliases":
                to.None(from, "the disc and the disks are found by what they are");
                break;
            default:
                to.None(from, key.StartsWith("apply_network_config_", StringComparison.Ordinal) ? "see [Network]" : "there is nothing of the kind");
                break;
        }
    }

    private static void User(string key, YamlNode value, Equivalents to)
    {
        string from = $"system_info: default_user: {key}";
        switch (key)
        {
            case "groups":
                to.Set("Account", "Groups", Words(value), from);
                break;
            case "shell":
                to.Set("Account", "Shell", value.Text, from);
                break;
            case "sudo" when value.IsNull || IsFalse(value):
                to.Set("Sudo", "Policy", "none", from);
                break;
            case "sudo":
                to.Set("Sudo", "Policy", Words(value).Contains("NOPASSWD", StringComparison.Ordinal) ? "nopassword" : "password", from);
                break;
            default:
                to.None(from, "the platform says it, or there is nothing of the kind");
                break;
        }
    }

    private static void Mount(YamlNode mount, Equivalents to)
    {
        bool isTemporary = mount.Items.Count > 1 && mount.Items[0].Text.StartsWith("ephemeral0", StringComparison.Ordinal);
        if (isTemporary && mount.Items[1].IsNull) to.Set("TemporaryDisk", "Policy", "off", "mounts: ephemeral0");
        else if (isTemporary) to.Set("TemporaryDisk", "MountPoint", mount.Items[1].Text, "mounts: ephemeral0");
        else to.None("mounts", "mounts of other disks are for /etc/fstab or custom data");
    }

    private static void Each(YamlNode mapping, Action<string, YamlNode> say)
    {
        for (int i = 0; i < mapping.Keys.Count; i++) say(mapping.Keys[i].Text, mapping.Values[i]);
    }

    // Scalar or list; the words of a list's items, too.
    private static string Words(YamlNode value)
    {
        if (value.Kind == YamlKind.Scalar) return value.Text;
        var words = new List<string>();
        foreach (var item in value.Items) words.Add(item.Text);
        return string.Join(' ', words);
    }

    private static bool IsFalse(YamlNode value) => value.Text.ToLowerInvariant() is "false" or "no" or "off" or "0";
}
