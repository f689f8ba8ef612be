namespace Daybreak.Migration;

/// <summary>Why a key of another agent has no equivalent. A text takes a third of the space of a switch in the executable.</summary>
internal static class Reasons
{
    // A line: keys, a colon, the reason. A key that ends in a dot matches every key that begins with it. The first match counts.
    private static ReadOnlySpan<byte> WaAgentTable => """
        Provisioning.Agent Provisioning.Enabled Provisioning.UseCloudInit:the agent with the enabled service provisions
        Provisioning.MonitorHostName Provisioning.MonitorHostNamePeriod:the DHCP client announces later changes of the host name
        Provisioning.PasswordCryptId Provisioning.PasswordCryptSaltLength:set ENCRYPT_METHOD in /etc/login.defs; a salt always has its full length
        Provisioning.AllowResetSysUser:a system account never becomes the administrator
        ResourceDisk.MountOptions:the mount options are fixed
        ResourceDisk.EnableSwapEncryption OS.PasswordPath:for BSD only
        OS.RootDeviceScsiTimeoutPeriod OS.RemovePersistentNetRulesPeriod OS.MonitorDhcpClientRestartPeriod:Daybreak does not poll
        OS.EnableFirewall OS.EnableFirewallPeriod:the image has its own firewall rules
        OS.OpensslPath OS.EnableFIPS:Daybreak does not use the openssl program
        OS.HomeDir Home.Dir:set HOME in /etc/default/useradd
        OS.SshDir OS.SudoersDir:always /etc/ssh and /etc/sudoers.d
        OS.AllowHTTP:the platform always uses plain HTTP
        OS.EnableRDMA OS.UpdateRdmaDriver OS.CheckRdmaDriver:the image has its own drivers
        DVD.MountPoint:Daybreak reads the disc without mounting it
        DetectScvmmEnv:for another platform
        Protocol.EndpointDiscovery:always option 245 of the DHCP lease, or 168.63.129.16
        HttpProxy.:Daybreak never uses a proxy
        Logs.Verbose:use --verbose
        Logs.Console:the units always write to the console
        LBProbeResponder OS.SshdConfigPath Network.Interface Role.:the agent ignores it too
        Lib.Dir Pid.File Extension. Extensions. AutoUpdate. Monitor. Debug. CGroups. Logs.:for VM extensions, which the Azure Linux agent runs; set [WaAgent] HandOver=yes if it stays in the image
        Provisioning. ResourceDisk. OS.:the agent does not know this value, or it is unset
        """u8;

    // Only keys that affect provisioning; modules and logging do not.
    private static ReadOnlySpan<byte> CloudInitTable => """
        disable_root disable_root_opts:root gets no keys
        ssh_pwauth:decided by the platform for each VM
        preserve_hostname manage_etc_hosts hostname fqdn prefer_fqdn_over_hostname:the host name comes from the platform, once for each VM
        datasource_list:Azure is the only data source
        mount_default_fields disk_setup:[TemporaryDisk] configures the temporary disk; use custom data for other disks
        ssh_authorized_keys chpasswd password user:accounts and keys come from the platform; use custom data for further ones
        ssh_quiet_keygen no_ssh_fingerprints ssh_publish_hostkeys:see [Platform] ReportHostKey=
        growpart resize_rootfs:the image has to grow the root file system
        network:the image's network configuration stays
        packages runcmd bootcmd write_files ntp timezone locale apt yum_repos:use custom data
        """u8;

    public static string WaAgent(string key) => Find(WaAgentTable, key) ?? "unknown to the agent";

    public static string? CloudInit(string key) => Find(CloudInitTable, key);

    private static string? Find(ReadOnlySpan<byte> table, string key)
    {
        foreach (string line in Encoding.UTF8.GetString(table).Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            foreach (string name in line[..colon].Split(' '))
                if (name == key || (name[^1] == '.' && key.StartsWith(name, StringComparison.Ordinal))) return line[(colon + 1)..];
        }
        return null;
    }
}
