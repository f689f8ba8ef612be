namespace Daybreak.Migration;

/// <summary>
/// Reads a waagent.conf as the Azure Linux agent 2.15 does: lines without an equals sign are ignored; a value ends at #, and its double
/// quotes are removed.
/// </summary>
public static class WaAgentFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="to">Receives the equivalents.</param>
    public static void Read(string text, Equivalents to)
    {
        // The agent itself does not understand a first line with a byte order mark. Read it nevertheless.
        foreach (string raw in text.TrimStart('\ufeff').Split('\n'))
        {
            int equals = raw.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || raw.StartsWith('#')) continue;
            string key = raw[..equals].Trim();
            string value = raw[(equals + 1)..].Split('#')[0].Replace("\"", "", StringComparison.Ordinal).Trim();
            Convert(key, value, $"{key}={value}", to);
        }
    }

    private static void Convert(string key, string value, string from, Equivalents to)
    {
        bool? enabled = value switch { "y" or "Y" => true, "n" or "N" => false, _ => null };
        bool isSet = value is not ("None" or "");
        switch (key)
        {
            case "Provisioning.DeleteRootPassword" when enabled is { } yes:
                to.Set("Account", "LockRoot", yes ? "yes" : "no", from);
                break;
            case "Provisioning.RegenerateSshHostKeyPair" when enabled is { } yes:
                // The agent's default is rsa.
                to.Set("Ssh", "HostKeyTypes", yes ? "rsa" : "none", from);
                break;
            case "Provisioning.SshHostKeyPairType" when isSet:
                if (!to.Has("Ssh", "HostKeyTypes", "none")) to.Set("Ssh", "HostKeyTypes", value == "auto" ? "rsa ecdsa ed25519" : value, from);
                break;
            case "Provisioning.DecodeCustomData" when enabled is not null:
                if (!to.Has("CustomData", "Policy", "execute")) to.Set("CustomData", "Policy", "store", from);
                break;
            case "Provisioning.ExecuteCustomData" when enabled is { } yes:
                to.Set("CustomData", "Policy", yes ? "execute" : "store", from);
                break;
            case "ResourceDisk.Format" when enabled is { } yes:
                to.Set("TemporaryDisk", "Policy", yes ? "format-if-empty" : "off", from);
                break;
            case "ResourceDisk.EnableSwap" when enabled is false:
                to.Set("Swap", "Size", "0", from);
                break;
            case "ResourceDisk.EnableSwap" when enabled is true:
                to.AddWithout(from, "see [Swap] Size=");
                break;
            case "ResourceDisk.SwapSizeMB" when isSet:
                if (to.Has("Swap", "Size", "0")) to.AddWithout(from, "ResourceDisk.EnableSwap=n");
                else to.Set("Swap", "Size", value == "0" ? value : value + "M", from);
                break;
            default:
                if (isSet && SameValue(key) is var (section, name)) to.Set(section, name, value, from);
                else to.AddWithout(key, Reasons.WaAgent(key));
                break;
        }
    }

    /// <summary>The key of daybreak.conf that has the same values.</summary>
    private static (string Section, string Key)? SameValue(string key) => key switch
    {
        "ResourceDisk.Filesystem" => ("TemporaryDisk", "FileSystem"),
        "ResourceDisk.MountPoint" => ("TemporaryDisk", "MountPoint"),
        "OS.RootDeviceScsiTimeout" => ("Kernel", "ScsiTimeout"),
        "OS.SshClientAliveInterval" => ("Ssh", "ClientAliveInterval"),
        _ => null,
    };
}
