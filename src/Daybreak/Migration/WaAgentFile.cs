namespace Daybreak.Migration;

/// <summary>Reads a waagent.conf as the Azure Linux agent 2.15 does: a line counts that has an equals sign; a value ends at #, and loses its double quotes.</summary>
public static class WaAgentFile
{
    /// <summary>Says all of it.</summary>
    /// <param name="text">The file.</param>
    /// <param name="to">Takes the equivalents.</param>
    public static void Read(string text, Equivalents to)
    {
        // The agent itself does not understand a first line with a byte order mark; what it says is meant all the same.
        foreach (string raw in text.TrimStart('\ufeff').Split('\n'))
        {
            int equals = raw.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || raw.StartsWith('#')) continue;
            string key = raw[..equals].Trim();
            string value = raw[(equals + 1)..].Split('#')[0].Replace("\"", "", StringComparison.Ordinal).Trim();
            if (!Say(key, value, $"{key}={value}", to)) to.None(key, Reasons.WaAgent(key));
        }
    }

    private static bool Say(string key, string value, string from, Equivalents to)
    {
        bool yes = value is "y" or "Y", no = value is "n" or "N";
        bool isUnset = value is "None" or "";
        switch (key)
        {
            case "Provisioning.DeleteRootPassword" when yes || no:
                to.Set("Account", "LockRoot", yes ? "yes" : "no", from);
                return true;
            case "Provisioning.RegenerateSshHostKeyPair" when yes || no:
                // rsa is what the agent makes when nothing else is said.
                to.Set("Ssh", "HostKeyTypes", yes ? "rsa" : "none", from);
                return true;
            case "Provisioning.SshHostKeyPairType" when !isUnset:
                if (!to.Says("Ssh", "HostKeyTypes", "none")) to.Set("Ssh", "HostKeyTypes", value == "auto" ? "rsa ecdsa ed25519" : value, from);
                return true;
            case "Provisioning.DecodeCustomData" when yes || no:
                if (!to.Says("CustomData", "Policy", "execute")) to.Set("CustomData", "Policy", "store", from);
                return true;
            case "Provisioning.ExecuteCustomData" when yes || no:
                to.Set("CustomData", "Policy", yes ? "execute" : "store", from);
                return true;
            case "ResourceDisk.Format" when yes || no:
                to.Set("TemporaryDisk", "Policy", yes ? "format-if-empty" : "off", from);
                return true;
            case "ResourceDisk.Filesystem" when !isUnset:
                to.Set("TemporaryDisk", "FileSystem", value, from);
                return true;
            case "ResourceDisk.MountPoint" when !isUnset:
                to.Set("TemporaryDisk", "MountPoint", value, from);
                return true;
            case "ResourceDisk.EnableSwap" when no:
                to.Set("Swap", "Size", "0", from);
                return true;
            case "ResourceDisk.EnableSwap" when yes:
                to.None(from, "[Swap] Size= says it");
                return true;
            case "ResourceDisk.SwapSizeMB" when !isUnset:
                if (to.Says("Swap", "Size", "0")) to.None(from, "ResourceDisk.EnableSwap=n");
                else to.Set("Swap", "Size", value == "0" ? value : value + "M", from);
                return true;
            case "OS.RootDeviceScsiTimeout" when !isUnset:
                to.Set("Kernel", "ScsiTimeout", value, from);
                return true;
            case "OS.SshClientAliveInterval" when !isUnset:
                to.Set("Ssh", "ClientAliveInterval", value, from);
                return true;
            default:
                return false;
        }
    }
}
