using Daybreak.CustomData.CloudConfig.Yaml;

namespace Daybreak.Migration;

/// <summary>Reads the provisioning settings in cloud-init's configuration: /etc/cloud/cloud.cfg and cloud.cfg.d.</summary>
public static class CloudInitFiles
{
    /// <summary>Reads one file. Its values replace those of earlier files.</summary>
    /// <param name="utf8">The content of the file.</param>
    /// <param name="to">Receives the equivalents.</param>
    /// <returns>Why the file cannot be parsed; null if it can.</returns>
    public static YamlFailure? Read(ReadOnlySpan<byte> utf8, Equivalents to)
    {
        if (YamlReader.TryRead(utf8, out var failure) is not { } document) return failure;
        for (int i = 0; i < document.Keys.Count; i++) Convert(document.Keys[i].Text, document.Values[i], to);
        return null;
    }

    private static void Convert(string key, YamlNode value, Equivalents to)
    {
        switch (key)
        {
            case "datasource":
                if (value["Azure"] is { } azure) Each(azure, (name, node) => ConvertDataSource(name, node, to));
                break;
            case "system_info":
                if (value["default_user"] is { } user) Each(user, (name, node) => ConvertUser(name, node, to));
                break;
            case "ssh_deletekeys" when IsFalse(value):
                to.Set("Ssh", "HostKeyTypes", "none", "ssh_deletekeys: false");
                break;
            case "ssh_deletekeys":
                break;
            case "ssh_genkeytypes":
                if (!to.Has("Ssh", "HostKeyTypes", "none")) to.Set("Ssh", "HostKeyTypes", Words(value), key);
                break;
            case "swap":
                if (value["size"] is { } size) to.Set("Swap", "Size", size.Text, "swap: size");
                break;
            case "mounts":
                foreach (var mount in value.Items) ConvertMount(mount, to);
                break;
            case "fs_setup":
                foreach (var item in value.Items)
                    if (item["filesystem"] is { } type && (item["device"]?.Text ?? "").StartsWith("ephemeral0", StringComparison.Ordinal))
                        to.Set("TemporaryDisk", "FileSystem", type.Text, "fs_setup: filesystem");
                break;
            case "users":
                foreach (var item in value.Items)
                    if (item.Text != "default") to.AddWithout("users", "Daybreak creates only the platform's administrator; use custom data for further accounts");
                break;
            default:
                if (Reasons.CloudInit(key) is { } why) to.AddWithout(key, why);
                break;
        }
    }

    private static void ConvertDataSource(string key, YamlNode value, Equivalents to)
    {
        string from = $"datasource: Azure: {key}";
        switch (key)
        {
            case "apply_network_config":
                to.Set("Network", "Secondary", IsFalse(value) ? "leave" : "configure", from);
                break;
            case "experimental_fail_on_missing_customdata":
                to.AddWithout(from, "missing custom data is always a failure if the platform announces it");
                break;
            case "never_destroy_ntfs":
                if (IsFalse(value)) to.AddWithout(from, "an NTFS disk is formatted only if it holds no files but the platform's own");
                else to.Set("TemporaryDisk", "Policy", "off", from);
                break;
            case "data_dir" or "disk_aliases":
                to.AddWithout(from, "Daybreak finds the disc and the disks by their properties");
                break;
            default:
                to.AddWithout(from, key.StartsWith("apply_network_config_", StringComparison.Ordinal) ? "see [Network]" : "not supported");
                break;
        }
    }

    private static void ConvertUser(string key, YamlNode value, Equivalents to)
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
                to.AddWithout(from, "decided by the platform, or not supported");
                break;
        }
    }

    private static void ConvertMount(YamlNode mount, Equivalents to)
    {
        bool isTemporary = mount.Items.Count > 1 && mount.Items[0].Text.StartsWith("ephemeral0", StringComparison.Ordinal);
        if (isTemporary && mount.Items[1].IsNull) to.Set("TemporaryDisk", "Policy", "off", "mounts: ephemeral0");
        else if (isTemporary) to.Set("TemporaryDisk", "MountPoint", mount.Items[1].Text, "mounts: ephemeral0");
        else to.AddWithout("mounts", "use /etc/fstab or custom data for mounts of other disks");
    }

    private static void Each(YamlNode mapping, Action<string, YamlNode> convert)
    {
        for (int i = 0; i < mapping.Keys.Count; i++) convert(mapping.Keys[i].Text, mapping.Values[i]);
    }

    // The words of a scalar, or of the items of a list.
    private static string Words(YamlNode value)
    {
        return value.Kind == YamlKind.Scalar ? value.Text : string.Join(' ', value.Items.Select(item => item.Text));
    }

    private static bool IsFalse(YamlNode value) => value.Text.ToLowerInvariant() is "false" or "no" or "off" or "0";
}
