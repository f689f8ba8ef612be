namespace Daybreak.Migration;

/// <summary>Why a key of another agent's has no equivalent. One text for each file: in the executable that takes a third of what a switch does.</summary>
internal static class Reasons
{
    // A line: the keys, a colon, why. A key that ends in a dot stands for all that begin with it; the first line that fits counts.
    private static ReadOnlySpan<byte> WaAgentTable => """
        Provisioning.Agent Provisioning.Enabled Provisioning.UseCloudInit:the agent whose service is enabled provisions
        Provisioning.MonitorHostName Provisioning.MonitorHostNamePeriod:a later change of the host name is the DHCP client's to announce
        Provisioning.PasswordCryptId Provisioning.PasswordCryptSaltLength:ENCRYPT_METHOD in /etc/login.defs says it, and a salt has its full length
        Provisioning.AllowResetSysUser:no system account is made the administrator's
        ResourceDisk.MountOptions:the mount has options of its own
        ResourceDisk.EnableSwapEncryption OS.PasswordPath:it is for BSD alone
        OS.RootDeviceScsiTimeoutPeriod OS.RemovePersistentNetRulesPeriod OS.MonitorDhcpClientRestartPeriod:nothing is polled
        OS.EnableFirewall OS.EnableFirewallPeriod:firewall rules are the image's
        OS.OpensslPath OS.EnableFIPS:openssl is not used
        OS.HomeDir Home.Dir:HOME in /etc/default/useradd says it
        OS.SshDir OS.SudoersDir:it is /etc/ssh, and /etc/sudoers.d
        OS.AllowHTTP:the platform is plain HTTP
        OS.EnableRDMA OS.UpdateRdmaDriver OS.CheckRdmaDriver:drivers are the image's
        DVD.MountPoint:the disc is read without a mount
        DetectScvmmEnv:it is for another platform
        Protocol.EndpointDiscovery:option 245 of the lease says it, else it is 168.63.129.16
        HttpProxy.:proxies are never used
        Logs.Verbose:--verbose says more
        Logs.Console:the services write to the console
        LBProbeResponder OS.SshdConfigPath Network.Interface Role.:the agent does not read it either
        Lib.Dir Pid.File Extension. Extensions. AutoUpdate. Monitor. Debug. CGroups. Logs.:it is for VM extensions, which are the Azure Linux agent's; [WaAgent] HandOver=yes where it stays in the image
        Provisioning. ResourceDisk. OS.:its value is none that the agent knows, or it is unset
        """u8;

    // What bears on provisioning; modules and logging do not.
    private static ReadOnlySpan<byte> CloudInitTable => """
        disable_root disable_root_opts:root is given no keys
        ssh_pwauth:the platform says it for each VM
        preserve_hostname manage_etc_hosts hostname fqdn prefer_fqdn_over_hostname:the platform's host name is set once for each VM
        datasource_list:Azure alone is asked
        mount_default_fields disk_setup:the temporary disk has its own settings, others are for custom data
        ssh_authorized_keys chpasswd password user:accounts and keys are the platform's to say; further ones are for custom data
        ssh_quiet_keygen no_ssh_fingerprints ssh_publish_hostkeys:[Platform] ReportHostKey= is what there is of the kind
        growpart resize_rootfs:the root file system is the image's to grow
        network:the image's own network configuration stays
        packages runcmd bootcmd write_files ntp timezone locale apt yum_repos:it is for custom data
        """u8;

    public static string WaAgent(string key) => Find(WaAgentTable, key) ?? "it is no key of the agent's";

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
